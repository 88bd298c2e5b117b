// why: A thenable result that never calls back.
// within: 1s
// wall_time: 20s
// expect: PROMISE_NEVER_SETTLES
return { then() {} };
