// why: The wall clock ends a loop too, and says that it was the wall clock.
// wall_time: 400ms
// cpu_time: 4s
// expect: WALL_TIME_LIMIT
for (;;) {}
