// why: Out of memory must not become a result by a finally's return.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: unknown[] = [];
function stubborn() { try { for (;;) kept.push({ a: [1, 2, 3] }); } finally { return 'survived'; } }
return stubborn();
