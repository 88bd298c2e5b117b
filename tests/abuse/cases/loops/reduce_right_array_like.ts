// why: reduceRight looks for its first element through 2^32 holes without an interrupt check.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return [].reduceRight.call({ length: 2 ** 53 - 1 }, (a: unknown) => a, 0);
