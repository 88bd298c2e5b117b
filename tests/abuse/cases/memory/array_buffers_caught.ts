// why: A failed buffer is a RangeError that a program can handle, any number of times, with little memory held.
// why: Ending with the memory limit is right as well.
// wall_time: 60s
// cpu_time: 30s
// expect: value "RangeError"
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
const kept: ArrayBuffer[] = [];
let name = '';
try { for (;;) kept.push(new ArrayBuffer(1 << 20)); } catch (error) { name = (error as Error).name; }
kept.length = 0;
return name;
