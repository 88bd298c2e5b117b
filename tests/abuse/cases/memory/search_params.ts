// why: Parameters are kept as JavaScript's own texts; the limit counts them.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: URLSearchParams[] = [];
for (let i = 0; ; ++i) kept.push(new URLSearchParams('a=' + 'x'.repeat(1_000_000) + i));
