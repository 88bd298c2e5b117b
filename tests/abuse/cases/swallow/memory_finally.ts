// why: A finally that allocates more must not run after the memory limit.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: unknown[] = [];
try { for (;;) kept.push({ a: [1, 2, 3] }); } finally { for (;;) kept.push({ b: [4, 5, 6] }); }
