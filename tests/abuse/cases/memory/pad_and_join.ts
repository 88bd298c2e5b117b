// why: join computes one length and allocates it at once.
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ string length
// expect: MEMORY_LIMIT
const long = 'x'.repeat(1 << 24);
return new Array(31).fill(long).join('').replace(/x/g, 'yy').length;
