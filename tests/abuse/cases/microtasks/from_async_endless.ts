// why: Array.fromAsync over a source without an end.
// wall_time: 30s
// cpu_time: 5s
// expect: CPU_TIME_LIMIT
// expect: HEAP_LIMIT
async function* endless() { for (;;) yield 1; }
return await (Array as never as { fromAsync(from: unknown): Promise<number[]> }).fromAsync(endless());
