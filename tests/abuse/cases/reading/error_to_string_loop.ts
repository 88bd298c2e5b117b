// why: A thrown object's toString must not be trusted, and reading it is bounded.
// why: Not calling it at all is as right as stopping it.
// cpu_time: 300ms
// wall_time: 12s
// expect: PROGRAM_THREW
// expect: CPU_TIME_LIMIT
throw { toString() { for (;;) {} } };
