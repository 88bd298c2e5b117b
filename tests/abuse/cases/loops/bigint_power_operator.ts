// why: The power itself is the loop.
// why: RangeError and a memory limit are right as well, as above.
// cpu_time: 300ms
// wall_time: 12s
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: PROGRAM_THREW ~ BigInt
// expect: CPU_TIME_LIMIT
return String((7n ** 300_000_000n) % 10n);
