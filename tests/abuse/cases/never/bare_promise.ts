// why: Nothing can settle it: said at once, not after the wall time.
// within: 1s
// wall_time: 20s
// expect: PROMISE_NEVER_SETTLES
await new Promise(() => {});
