// why: Registered symbols are never collected.
// wall_time: 60s
// cpu_time: 20s
// expect: HEAP_LIMIT
for (let i = 0; ; ++i) Symbol.for(`s${i}`);
