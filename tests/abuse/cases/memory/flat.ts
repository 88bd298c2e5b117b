// why: flat of a graph with 2^40 leaves.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
let nested: unknown[] = [1];
for (let i = 0; i < 40; ++i) nested = [nested, nested];
return nested.flat(Infinity).length;
