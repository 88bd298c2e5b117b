// why: An async generator whose next waits for its own next.
// within: 1s
// wall_time: 20s
// expect: PROMISE_NEVER_SETTLES
const generator: AsyncGenerator<unknown> = (async function* () { yield await generator.next(); })();
return await generator.next();
