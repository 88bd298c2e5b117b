// why: A call is outstanding, so this waits, and the wall clock ends it.
// wall_time: 400ms
// tool: echo = silent
// expect: WALL_TIME_LIMIT
return await external_echo({});
