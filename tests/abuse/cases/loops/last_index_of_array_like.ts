// why: lastIndexOf from the far end.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1);
