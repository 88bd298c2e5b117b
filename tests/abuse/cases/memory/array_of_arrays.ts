// why: The loop whose stack check the optimiser drops, growing.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: unknown[] = [];
for (;;) kept.push(new Array(1000));
