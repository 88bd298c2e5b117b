// why: Slow iterations delay the interrupt budget.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
for (;;) { new Array(1e5); }
