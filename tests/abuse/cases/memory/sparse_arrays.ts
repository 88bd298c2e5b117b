// why: Dictionary elements.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const array: number[] = [];
for (let i = 0; ; ++i) array[(i * 7919) % 4_000_000_000] = i;
