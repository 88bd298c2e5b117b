// why: splice moves 2^53 holes.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return Array.prototype.splice.call({ length: 2 ** 53 - 2 }, 0, 1).length;
