// why: fill makes the holes real.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Invalid array length
// expect: HEAP_LIMIT
return new Array(2 ** 27).fill(1.5).length;
