const [a, b] = await Promise.all([external_history({ symbol: "XYZ" }), external_history({ symbol: "XYZ", page: 2 })]);
const values = [...a.closes, ...b.closes].map((c) => c.close);
const mean = values.reduce((s, v) => s + v, 0) / values.length;
const deviation = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length);
return { n: values.length, mean: +mean.toFixed(3), deviation: +deviation.toFixed(3) };
