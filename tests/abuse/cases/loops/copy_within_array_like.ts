// why: copyWithin over holes deletes one by one, without an interrupt check.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return Array.prototype.copyWithin.call({ length: 2 ** 53 - 1 }, 1, 0);
