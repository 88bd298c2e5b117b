// why: `error.data` goes out as JSON: its getters run under the limits.
// cpu_time: 300ms
// wall_time: 12s
// expect: PROGRAM_THREW
// expect: CPU_TIME_LIMIT
throw Object.assign(new Error('x'), { data: { get a() { for (;;) {} } } });
