// why: A patched `then` can delay only the program itself.
// call: echo {"a":1}
// expect: PROMISE_NEVER_SETTLES
// expect: value {"a":1}
Promise.prototype.then = function () { return new Promise(() => {}) } as never;
return await external_echo({ a: 1 });
