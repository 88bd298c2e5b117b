// why: A typed array's comparator that loops.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return new Float64Array(10).sort(() => { for (;;) {} });
