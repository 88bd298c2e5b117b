// why: The plainest endless loop.
// cpu_time: 300ms
// wall_time: 4s
// expect: CPU_TIME_LIMIT
for (;;) {}
