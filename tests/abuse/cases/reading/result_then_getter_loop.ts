// why: `then` of the result is read when the async function resolves.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return { get then() { for (;;) {} } };
