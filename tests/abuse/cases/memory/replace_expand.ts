// why: A replacement that repeats the subject.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ string length
// expect: HEAP_LIMIT
let text = 'aaaaaaaa';
for (;;) text = text.replace(/a/g, '$&$&$&$&$&$&$&$&');
