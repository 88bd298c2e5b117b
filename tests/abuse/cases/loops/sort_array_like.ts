// why: sort first collects the elements of 2^53 places.
// cpu_time: 300ms
// wall_time: 12s
// expect: HEAP_LIMIT
// expect: CPU_TIME_LIMIT
return Array.prototype.sort.call({ length: 2 ** 53 - 1 });
