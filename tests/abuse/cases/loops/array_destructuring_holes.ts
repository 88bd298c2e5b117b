// why: Array destructuring from an iterator without an end stops by itself; collecting the rest does not.
// why: The rest grows until memory ends, or the CPU time.
// cpu_time: 30s
// wall_time: 60s
// expect: HEAP_LIMIT
const endless = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) };
const [...rest] = endless as never as number[];
return rest.length;
