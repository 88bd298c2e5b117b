// why: Closures keep their contexts.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: (() => unknown)[] = [];
for (let i = 0; ; ++i) { const here = [i, i, i, i]; kept.push(() => here); }
