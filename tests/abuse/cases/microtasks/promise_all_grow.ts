// why: Promise.all over an iterator that never ends.
// wall_time: 60s
// cpu_time: 20s
// expect: MEMORY_LIMIT
return await Promise.all({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) } as never as number[]);
