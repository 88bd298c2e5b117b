// why: Signals that follow another are kept by it: memory of the program.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const { signal } = new AbortController();
for (;;) AbortSignal.any([signal]).addEventListener('abort', () => {});
