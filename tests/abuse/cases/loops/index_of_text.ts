// why: Quadratic search inside one builtin.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const hay = 'a'.repeat(20_000_000) + 'b';
const needle = 'a'.repeat(200_000) + 'c';
for (;;) hay.lastIndexOf(needle);
