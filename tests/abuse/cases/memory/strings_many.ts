// why: Many flat strings of a megabyte.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: string[] = [];
for (let i = 0; ; ++i) { const text = 'x'.repeat(1 << 20) + i; /y/.test(text); kept.push(text); }
