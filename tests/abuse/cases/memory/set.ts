// why: The same for a Set.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Set maximum size
// expect: HEAP_LIMIT
const set = new Set<object>();
for (;;) set.add({});
