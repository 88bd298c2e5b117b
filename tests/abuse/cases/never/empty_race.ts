// why: A race without runners.
// within: 1s
// wall_time: 20s
// expect: PROMISE_NEVER_SETTLES
return await Promise.race([]);
