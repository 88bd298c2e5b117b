// why: Each level of a deep stack gets a finally that loops.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
function level(depth: number) { try { if (depth > 0) level(depth - 1); for (;;) {} } finally { for (;;) {} } }
level(100);
