// why: every over holes calls nothing that could be interrupted.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return Array.prototype.every.call({ length: 2 ** 53 - 1 }, () => true);
