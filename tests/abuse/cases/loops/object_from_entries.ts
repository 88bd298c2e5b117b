// why: An iterator without an end, read by a builtin.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const entry = ['same', 1];
return Object.fromEntries({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: entry }) }) } as never);
