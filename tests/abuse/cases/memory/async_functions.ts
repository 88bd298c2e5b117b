// why: Async functions that never go on.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const never = new Promise(() => {});
async function waiting(i: number) { const here = [i]; await never; return here; }
for (let i = 0; ; ++i) void waiting(i);
