// why: Timers that are cleared at once don't pile up in the service.
// cpu_time: 300ms
// wall_time: 4s
// expect: CPU_TIME_LIMIT
for (;;) clearTimeout(setTimeout(() => {}, 1_000_000));
