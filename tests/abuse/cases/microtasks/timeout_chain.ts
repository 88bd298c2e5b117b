// why: Timers that set the next timer are events without an end.
// wall_time: 400ms
// cpu_time: 4s
// expect: WALL_TIME_LIMIT
const again = () => { setTimeout(again, 0); };
again();
await new Promise(() => {});
