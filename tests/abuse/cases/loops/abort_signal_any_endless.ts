// why: AbortSignal.any reads what the program iterates; an iterator without end is a loop of the program's, with what it keeps as memory.
// wall_time: 20s
// cpu_time: 300ms
// expect: CPU_TIME_LIMIT
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
const signal = new AbortController().signal;
AbortSignal.any({ *[Symbol.iterator]() { for (;;) yield signal; } } as never);
