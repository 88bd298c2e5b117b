// why: One object with endless property names.
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ Error
// expect: MEMORY_LIMIT
const object: Record<string, number> = {};
for (let i = 0; ; ++i) object[`k${i}`] = i;
