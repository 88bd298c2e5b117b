// why: A counted repetition of counted repetitions is unrolled when it is compiled.
// why: "Regular expression too large" is the engine's own refusal.
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ egular expression
// expect: CPU_TIME_LIMIT
// expect: value false
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
return new RegExp('(?:(?:(?:a{1,999}){1,999}){1,999}){1,999}b').test('aaaa');
