// why: One object with endless property names: twelve seconds of processor time without a compiler, which others may want as well.
// wall_time: 180s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
const object: Record<string, number> = {};
for (let i = 0; ; ++i) object[`k${i}`] = i;
