// why: Large BigInts lie on the heap.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: bigint[] = [];
for (let i = 0n; ; ++i) kept.push((1n << 1_000_000n) + i);
