// why: 512 MB of flat string lie outside of what the heap limit counts.
// why: A RangeError for a string that can't be allocated is as right.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ RangeError
// expect: HEAP_LIMIT
const text = 'x'.repeat(2 ** 29 - 24);
return /y/.test(text);
