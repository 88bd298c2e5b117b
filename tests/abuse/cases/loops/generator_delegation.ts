// why: A generator that yields for ever to a loop that ignores it.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
function* endless(): Generator<number> { for (;;) yield* [1]; }
for (const ignored of endless()) ignored;
