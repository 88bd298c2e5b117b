// why: Pending promises and their reactions.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: Promise<unknown>[] = [];
for (;;) kept.push(new Promise(() => {}).then(() => {}));
