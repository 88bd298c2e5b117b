// why: String.raw over a raw of endless length.
// why: Its string may reach V8's longest (RangeError) or the memory limit first.
// cpu_time: 300ms
// wall_time: 12s
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: PROGRAM_THREW ~ string length
// expect: CPU_TIME_LIMIT
return String.raw({ raw: { length: 2 ** 53 - 1 } as unknown as string[] }).length;
