// why: Objects on the V8 heap.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: unknown[] = [];
for (;;) kept.push({ a: 1, b: [1, 2, 3] });
