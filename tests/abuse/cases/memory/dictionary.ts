// why: One object with endless property names.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
const object: Record<string, number> = {};
for (let i = 0; ; ++i) object[`k${i}`] = i;
