// why: One multiplication of huge BigInts is one builtin.
// why: RangeError and a memory limit are right as well: the numbers reach V8's largest BigInt or the memory limit first on a fast machine.
// cpu_time: 300ms
// wall_time: 12s
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: PROGRAM_THREW ~ BigInt
// expect: CPU_TIME_LIMIT
let a = 3n;
for (;;) a = a * a + 1n;
