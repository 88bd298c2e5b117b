// why: A Map's rehash needs more than a small raise of the heap limit.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const map = new Map<number, object>();
for (let i = 0; ; ++i) map.set(i, {});
