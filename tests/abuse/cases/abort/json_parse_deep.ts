// why: V8's JSON parser takes 355 MB of malloc for five million brackets and may abort in operator new.
// why: A SyntaxError (nothing closes the brackets) is right where the memory suffices.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ JSON
// expect: PROGRAM_THREW ~ Maximum call stack
// expect: HEAP_LIMIT
return JSON.parse('['.repeat(5_000_000));
