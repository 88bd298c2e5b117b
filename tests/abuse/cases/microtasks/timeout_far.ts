// why: A timer beyond the wall time does not stretch it.
// wall_time: 400ms
// cpu_time: 4s
// expect: WALL_TIME_LIMIT
await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
