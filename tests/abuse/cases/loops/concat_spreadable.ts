// why: concat trusts Symbol.isConcatSpreadable and a length.
// why: V8 may throw a RangeError for the length of the result.
// cpu_time: 300ms
// wall_time: 12s
// why: V8 13.6 answers 0 for this length; what counts is that it ends.
// expect: value 0
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: PROGRAM_THREW ~ Invalid array length
// expect: PROGRAM_THREW ~ TypeError
// expect: CPU_TIME_LIMIT
return [].concat({ [Symbol.isConcatSpreadable]: true, length: 2 ** 53 - 1 } as never).length;
