// why: A replacement that repeats the subject.
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ string length
// expect: MEMORY_LIMIT
let text = 'aaaaaaaa';
for (;;) text = text.replace(/a/g, '$&$&$&$&$&$&$&$&');
