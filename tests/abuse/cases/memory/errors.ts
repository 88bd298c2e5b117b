// why: Errors hold captured stacks.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: Error[] = [];
for (;;) kept.push(new Error('x'));
