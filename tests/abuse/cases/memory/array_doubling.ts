// why: concat doubles an array until no allocation is large enough.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Invalid array length
// expect: HEAP_LIMIT
let array: number[] = [1.5];
for (;;) array = array.concat(array);
