// why: concat doubles an array until no allocation is large enough.
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ Invalid array length
// expect: MEMORY_LIMIT
let array: number[] = [1.5];
for (;;) array = array.concat(array);
