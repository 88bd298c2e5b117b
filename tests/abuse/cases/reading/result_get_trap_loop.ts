// why: A get trap.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return new Proxy({ a: 1 }, { get(_, key) { if (key === 'then') return undefined; for (;;) {} } });
