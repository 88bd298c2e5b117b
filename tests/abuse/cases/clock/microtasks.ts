// why: Microtasks are no events: the clock doesn't move in them.
// expect: value 0
const start = Date.now();
for (let i = 0; i < 50_000; ++i) await null;
return Date.now() - start;
