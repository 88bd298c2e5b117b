// why: join computes one length and allocates it at once.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ string length
// expect: HEAP_LIMIT
const long = 'x'.repeat(1 << 24);
return new Array(31).fill(long).join('').replace(/x/g, 'yy').length;
