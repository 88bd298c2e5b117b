// why: Buffers lie outside of the heap; the allocator's cap or the process's limit stops them.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ allocation failed
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
const kept: ArrayBuffer[] = [];
for (;;) kept.push(new ArrayBuffer(1 << 20));
