// why: The calls are done, the promise is not.
// within: 1s
// wall_time: 20s
// call: echo {"n":1}
// expect: PROMISE_NEVER_SETTLES
await external_echo({ n: 1 });
await new Promise(() => {});
