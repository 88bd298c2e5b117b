// why: The result's toJSON runs under the limits.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return { toJSON() { for (;;) {} } };
