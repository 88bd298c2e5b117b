// why: Arguments behind a proxy whose traps loop.
// sent: 0
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return await external_echo(new Proxy({}, { ownKeys() { for (;;) {} } }));
