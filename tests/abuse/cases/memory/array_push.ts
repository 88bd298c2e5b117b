// why: Objects on the V8 heap.
// wall_time: 30s
// cpu_time: 5s
// expect: MEMORY_LIMIT
const kept: unknown[] = [];
for (;;) kept.push({ a: 1, b: [1, 2, 3] });
