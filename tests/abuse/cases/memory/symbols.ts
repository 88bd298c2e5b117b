// why: Registered symbols are never collected.
// wall_time: 30s
// cpu_time: 5s
// expect: MEMORY_LIMIT
for (let i = 0; ; ++i) Symbol.for(`s${i}`);
