// why: V8 ends the process: "invalid table size".
// why: On a slow machine the CPU limit comes first.
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ RangeError
// expect: CPU_TIME_LIMIT
// expect: HEAP_LIMIT
return new Array(2 ** 31).fill(0).length;
