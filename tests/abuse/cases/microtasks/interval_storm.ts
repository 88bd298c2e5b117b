// why: An interval that nobody clears keeps the program alive until its wall time ends.
// wall_time: 400ms
// cpu_time: 4s
// expect: WALL_TIME_LIMIT
setInterval(() => {}, 0);
await new Promise(() => {});
