// why: The same for the wall clock.
// wall_time: 400ms
// cpu_time: 4s
// expect: WALL_TIME_LIMIT
for (;;) { try { for (;;) {} } finally { continue; } }
