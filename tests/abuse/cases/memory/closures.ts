// why: Closures keep their contexts.
// wall_time: 30s
// cpu_time: 5s
// expect: MEMORY_LIMIT
const kept: (() => unknown)[] = [];
for (let i = 0; ; ++i) { const here = [i, i, i, i]; kept.push(() => here); }
