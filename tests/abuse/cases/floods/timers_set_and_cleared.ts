// why: Timers that are cleared at once don't pile up in the service.
// cpu_time: 300ms
// wall_time: 3s
// why: Back-pressure may hold the program more than it computes: then the wall clock ends it.
// expect: CPU_TIME_LIMIT
// expect: WALL_TIME_LIMIT
for (;;) clearTimeout(setTimeout(() => {}, 1_000_000));
