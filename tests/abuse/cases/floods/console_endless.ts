// why: An endless flood costs CPU time, and nothing else.
// console_lines: 100
// lines: <= 100
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
for (;;) console.error('flood', { a: [1, 2, 3] });
