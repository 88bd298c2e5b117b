// why: Two bytes for each character.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: string[] = [];
for (let i = 0; ; ++i) { const text = '\u4e2d'.repeat(1 << 19) + i; /y/.test(text); kept.push(text); }
