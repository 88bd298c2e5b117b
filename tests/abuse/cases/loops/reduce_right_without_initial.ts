// why: Without an initial value the search itself is the loop.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return [].reduceRight.call({ length: 2 ** 53 - 1 }, (a: unknown) => a);
