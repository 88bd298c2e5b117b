// why: Spreading an array-like of 2^32 arguments must not take the process along.
// why: V8 refuses it before it starts: RangeError. A service may also run out of a limit.
// cpu_time: 300ms
// wall_time: 12s
// expect: PROGRAM_THREW ~ RangeError
// expect: PROGRAM_THREW ~ TypeError
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: CPU_TIME_LIMIT
return Reflect.apply(Math.max, null, { length: 2 ** 32 - 1 } as unknown as number[]);
