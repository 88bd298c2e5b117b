// why: Each class makes maps, prototypes and functions.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: unknown[] = [];
for (;;) kept.push(class { a = 1; b() { return this.a; } static c = 2; });
