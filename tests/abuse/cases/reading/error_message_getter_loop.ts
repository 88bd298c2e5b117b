// why: The message getter of what was thrown.
// cpu_time: 300ms
// wall_time: 12s
// expect: PROGRAM_THREW
// expect: CPU_TIME_LIMIT
throw Object.defineProperty(new Error(), 'message', { get() { for (;;) {} } });
