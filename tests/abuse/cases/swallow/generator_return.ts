// why: A generator's finally yields again when it is closed.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
function* sticky(): Generator<number> { for (;;) { try { yield 1; } finally { continue; } } }
for (;;) { for (const one of sticky()) { if (one) break; } }
