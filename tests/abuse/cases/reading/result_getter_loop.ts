// why: A getter of the result runs under the limits.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return { get a() { for (;;) {} } };
