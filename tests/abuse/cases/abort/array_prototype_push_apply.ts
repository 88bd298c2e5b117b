// why: Spreading 2^27 elements onto the stack.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ RangeError
// expect: HEAP_LIMIT
const target: number[] = [];
target.push(...(new Array(2 ** 26).fill(1) as number[]));
return target.length;
