// why: Promise.prototype.finally after a stop must not run.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return await new Promise(() => { for (;;) {} }).finally(() => 'survived').catch(() => 'survived');
