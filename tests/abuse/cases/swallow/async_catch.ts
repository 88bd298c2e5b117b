// why: An async function that catches and starts again.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
async function again(): Promise<never> { for (;;) { try { await null; for (;;) {} } catch { await again(); } } }
return await again();
