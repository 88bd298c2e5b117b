// why: join of 2^32 empty elements with an empty separator.
// why: V8 may refuse the length with a RangeError or TypeError.
// cpu_time: 300ms
// wall_time: 12s
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: CPU_TIME_LIMIT
return Array.prototype.join.call({ length: 2 ** 53 - 1 }, '').length;
