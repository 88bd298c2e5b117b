// why: Promise.all over an iterator that never ends.
// wall_time: 30s
// cpu_time: 5s
// expect: MEMORY_LIMIT
return await Promise.all({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) } as never as number[]);
