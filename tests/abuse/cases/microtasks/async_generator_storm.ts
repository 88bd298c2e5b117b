// why: An async generator without an end.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
async function* endless() { for (let i = 0; ; ++i) yield i; }
for await (const ignored of endless()) ignored;
