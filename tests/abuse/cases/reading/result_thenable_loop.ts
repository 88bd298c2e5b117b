// why: A thenable result that loops when it is called.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return { then() { for (;;) {} } };
