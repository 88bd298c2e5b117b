// why: The builtin that can't be stopped from inside, ended by the wall clock.
// wall_time: 400ms
// cpu_time: 4s
// expect: WALL_TIME_LIMIT
return Array.prototype.reverse.call({ length: 2 ** 53 - 1 });
