// why: An ownKeys trap.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return new Proxy({}, { ownKeys() { for (;;) {} } });
