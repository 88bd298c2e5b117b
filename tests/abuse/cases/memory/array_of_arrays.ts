// why: The loop whose stack check the optimiser drops, growing.
// wall_time: 30s
// cpu_time: 5s
// expect: MEMORY_LIMIT
const kept: unknown[] = [];
for (;;) kept.push(new Array(1000));
