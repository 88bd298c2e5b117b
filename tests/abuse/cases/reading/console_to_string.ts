// why: Printing may call the program's conversions, as Node does for %s; then under the limits.
// cpu_time: 300ms
// wall_time: 12s
// expect: value 1
// expect: CPU_TIME_LIMIT
console.log('%s %d %o', { toString() { for (;;) {} } }, { valueOf() { for (;;) {} } }, { toJSON() { for (;;) {} } });
return 1;
