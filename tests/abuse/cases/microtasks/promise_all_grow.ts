// why: Promise.all over an iterator that never ends. V8 collects garbage ever more often as the heap fills, so either limit may come first.
// wall_time: 60s
// cpu_time: 5s
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: CPU_TIME_LIMIT
return await Promise.all({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) } as never as number[]);
