// why: Errors hold captured stacks.
// wall_time: 30s
// cpu_time: 5s
// expect: MEMORY_LIMIT
const kept: Error[] = [];
for (;;) kept.push(new Error('x'));
