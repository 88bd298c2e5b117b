// why: Huge argument lists go through a FixedArray.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ RangeError
// expect: HEAP_LIMIT
return String.fromCharCode.apply(null, new Array(2 ** 27).fill(65) as number[]).length;
