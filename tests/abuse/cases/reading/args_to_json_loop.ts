// why: A call's arguments are read under the limits.
// sent: 0
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return await external_echo({ toJSON() { for (;;) {} } });
