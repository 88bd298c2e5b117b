// why: Indentation multiplies a deep text.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
let deep: unknown = 1;
for (let i = 0; i < 3000; ++i) deep = [deep, deep === 1 ? 1 : 0];
const kept: string[] = [];
for (let i = 0; ; ++i) kept.push(JSON.stringify(deep, null, '          ') + i);
