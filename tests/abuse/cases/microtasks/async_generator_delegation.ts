// why: Async generators that delegate to each other for ever.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
async function* ping(): AsyncGenerator<number> { for (;;) yield* pong(); }
async function* pong(): AsyncGenerator<number> { yield 1; }
for await (const ignored of ping()) ignored;
