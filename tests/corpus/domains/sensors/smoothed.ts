const readings = {
  async *[Symbol.asyncIterator]() {
    let from_minute: number | null = 0;
    while (from_minute !== null) {
      const page = await external_read_sensor({ device_id: "t-1", from_minute });
      yield* page.readings;
      from_minute = page.next_minute;
    }
  },
};

const window: number[] = [];
const outliers: { minute: number; value: number }[] = [];
for await (const { minute, value } of readings) {
  const mean = window.reduce((a, b) => a + b, 0) / (window.length || 1);
  if (window.length > 1 && Math.abs(value - mean) > 5) {
    outliers.push({ minute, value });
    continue;
  }
  window.push(value);
  if (window.length > 3) window.shift();
}
return { outliers, last: window };
