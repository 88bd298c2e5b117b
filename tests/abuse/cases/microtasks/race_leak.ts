// why: Each race leaves a reaction on the promise that never settles.
// wall_time: 30s
// cpu_time: 5s
// expect: CPU_TIME_LIMIT
// expect: HEAP_LIMIT
const never = new Promise(() => {});
for (;;) await Promise.race([never, null]);
