// why: The wall clock counts while the result is read.
// wall_time: 400ms
// cpu_time: 4s
// expect: WALL_TIME_LIMIT
return { get a() { for (;;) {} } };
