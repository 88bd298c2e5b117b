// why: The plainest endless loop.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
for (;;) {}
