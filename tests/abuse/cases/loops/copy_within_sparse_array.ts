// why: The same on a real array of holes.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const holes: number[] = [];
holes.length = 2 ** 32 - 1;
for (;;) holes.copyWithin(1, 0);
