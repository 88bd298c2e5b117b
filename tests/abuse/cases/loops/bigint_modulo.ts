// why: Division of huge BigInts.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const a = (1n << 8_000_000n) - 1n;
const b = (1n << 4_000_001n) - 3n;
for (;;) a % b;
