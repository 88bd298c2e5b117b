// why: The code getter.
// cpu_time: 300ms
// wall_time: 12s
// expect: PROGRAM_THREW
// expect: CPU_TIME_LIMIT
throw Object.defineProperty(new Error('x'), 'code', { get() { for (;;) {} } });
