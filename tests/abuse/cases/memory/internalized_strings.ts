// why: Property names are internalised and stay.
// wall_time: 30s
// cpu_time: 5s
// expect: CPU_TIME_LIMIT
// expect: HEAP_LIMIT
const kept: object[] = [];
for (let i = 0; ; ++i) kept.push({ [`name${i}${'x'.repeat(100)}`]: i });
