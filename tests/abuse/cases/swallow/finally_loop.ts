// why: A finally that goes on must not outlive a termination.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
for (;;) { try { for (;;) {} } finally { continue; } }
