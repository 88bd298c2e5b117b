// why: Termination is no exception that a catch sees.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
for (;;) { try { for (;;) {} } catch { continue; } }
