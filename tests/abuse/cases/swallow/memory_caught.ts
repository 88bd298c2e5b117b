// why: The memory limit is terminal: determinism forbids that a program sees it.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: unknown[] = [];
for (;;) { try { for (;;) kept.push({ a: [1, 2, 3] }); } catch { kept.push('caught'); } }
