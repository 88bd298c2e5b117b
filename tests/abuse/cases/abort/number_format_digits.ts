// why: Numbers at the edges of what ICU accepts.
// expect: value "RangeError,RangeError"
const names: string[] = [];
for (const digits of [101, 1e9]) {
  try { new Intl.NumberFormat('en', { maximumFractionDigits: digits }).format(1 / 3); } catch (error) { names.push((error as Error).name); }
}
return names.join();
