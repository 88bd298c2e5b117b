// why: Two async functions that wait for each other.
// within: 1s
// wall_time: 20s
// expect: PROMISE_NEVER_SETTLES
let b: Promise<unknown>;
const a: Promise<unknown> = (async () => { await null; return await b; })();
b = (async () => await a)();
return await Promise.all([a, b]);
