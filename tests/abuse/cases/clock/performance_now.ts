// why: performance.now neither.
// expect: value 0
const start = performance.now();
for (let i = 0, x = 0; i < 3_000_000; ++i) x += i;
return performance.now() - start;
