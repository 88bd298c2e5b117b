// why: includes treats holes as undefined and looks at each.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1);
