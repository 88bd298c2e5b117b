// why: A WeakMap whose keys are alive.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const keys: object[] = [];
const map = new WeakMap<object, object>();
for (;;) { const key = {}; keys.push(key); map.set(key, [key]); }
