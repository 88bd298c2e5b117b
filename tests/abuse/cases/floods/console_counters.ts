// why: Labels of count and time are kept by the console: they are memory of the program.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
for (let i = 0; ; ++i) { console.count(`label ${i} ${'x'.repeat(1_000)}`); console.time(`timer ${i}`); }
