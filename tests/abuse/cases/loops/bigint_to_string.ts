// why: Converting a huge BigInt to decimal is quadratic or worse.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const digits = 3n ** 2_000_000n;
for (;;) digits.toString();
