// why: A cleared timer settles nothing.
// within: 1s
// wall_time: 20s
// expect: PROMISE_NEVER_SETTLES
await new Promise((resolve) => clearTimeout(setTimeout(resolve, 1000)));
