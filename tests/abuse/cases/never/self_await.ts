// why: An async function that waits for itself.
// within: 1s
// wall_time: 20s
// expect: PROMISE_NEVER_SETTLES
const self: Promise<unknown> = (async () => { await null; return await self; })();
return await self;
