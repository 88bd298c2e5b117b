// why: Pending promises and their reactions.
// wall_time: 30s
// cpu_time: 5s
// expect: MEMORY_LIMIT
const kept: Promise<unknown>[] = [];
for (;;) kept.push(new Promise(() => {}).then(() => {}));
