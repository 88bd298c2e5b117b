// why: An iterator's return method loops while the loop is left.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const iterable = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return() { for (;;) {} } }) };
for (const one of iterable as never as number[]) { if (one) break; }
