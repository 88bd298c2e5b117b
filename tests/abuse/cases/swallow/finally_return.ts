// why: A finally's return must not turn a stop into a result.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
function stubborn() { try { for (;;) {} } finally { return 'survived'; } }
return stubborn();
