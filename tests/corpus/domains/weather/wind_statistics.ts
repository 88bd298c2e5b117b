const run = async () => {
  const coordinates = [[59.91, 10.75], [69.65, 18.96]];
  const all = await Promise.all(coordinates.map(([lat, lon]) => external_forecast({ lat, lon })));
  const winds = all.map((f) => f.days).flat().map((d) => d.wind_kmh);
  return { max: Math.max(...winds), min: Math.min(...winds), mean: winds.reduce((a, b) => a + b) / winds.length };
};
return run();
