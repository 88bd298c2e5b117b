// why: A comparator that doesn't return.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return [2, 1].sort(() => { for (;;) {} });
