// why: Each toJSON answers with an object that has a deeper one.
// why: Depth, size, stack and memory are all right reasons to refuse.
// cpu_time: 300ms
// wall_time: 12s
// expect: RESULT_NOT_SERIALIZABLE
// expect: RESULT_TOO_LARGE
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: PROGRAM_THREW ~ Maximum call stack
// expect: CPU_TIME_LIMIT
const deeper = (): object => ({ toJSON: () => ({ deeper: deeper() }) });
return deeper();
