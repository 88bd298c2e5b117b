// why: groupBy builds tables from an iterator without an end.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
let i = 0;
return (Map as never as { groupBy(items: unknown, by: () => number): Map<number, unknown> }).groupBy({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) }, () => i++).size;
