const latencies: number[] = [];
let after: string | undefined;
do {
  const { lines, cursor } = await external_logs_query({ service: "api", after });
  for (const line of lines) {
    const match = line.text.match(/(\d+)ms$/);
    if (match) latencies.push(Number(match[1]));
  }
  after = cursor ?? undefined;
} while (after !== undefined);

latencies.sort((a, b) => a - b);
const percentile = (p: number) => latencies[Math.min(latencies.length - 1, Math.ceil((p / 100) * latencies.length) - 1)];
return { n: latencies.length, p50: percentile(50), p90: percentile(90), max: latencies.at(-1) };
