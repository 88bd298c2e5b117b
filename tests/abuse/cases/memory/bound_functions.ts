// why: A chain of bound functions.
// wall_time: 30s
// cpu_time: 5s
// expect: MEMORY_LIMIT
let f: () => void = () => {};
for (;;) f = f.bind(null);
