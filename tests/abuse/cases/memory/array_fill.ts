// why: fill makes the holes real.
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ Invalid array length
// expect: MEMORY_LIMIT
return new Array(2 ** 27).fill(1.5).length;
