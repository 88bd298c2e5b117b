// why: V8 ends the process: "Fatal JavaScript invalid size error". A typed answer, and it names memory.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ RangeError
// expect: PROCESS_MEMORY_LIMIT
return 'a'.repeat(1 << 28).split('').length;
