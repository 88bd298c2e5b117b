// why: An endless drain is ended by the wall clock too.
// wall_time: 400ms
// cpu_time: 4s
// expect: WALL_TIME_LIMIT
for (;;) await null;
