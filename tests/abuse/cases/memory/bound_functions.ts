// why: A chain of bound functions.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
let f: () => void = () => {};
for (;;) f = f.bind(null);
