// why: URLs are parsed outside of JavaScript; the limits hold all the same.
// wall_time: 10s
// cpu_time: 300ms
// expect: CPU_TIME_LIMIT
const long = 'http://h/' + 'a b/../'.repeat(1 << 20);
for (;;) new URL(long);
