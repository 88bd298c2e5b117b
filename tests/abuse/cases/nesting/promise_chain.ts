// why: Promises that resolve with promises, a hundred thousand deep.
// wall_time: 30s
// cpu_time: 5s
// expect: value 1
let promise: Promise<number> = Promise.resolve(1);
for (let i = 0; i < 100_000; ++i) { const inner = promise; promise = new Promise((resolve) => resolve(inner)); }
return await promise;
