// why: V8 aborts when the allocator refuses the 64 bytes of an on-heap array's buffer.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ allocation failed
// expect: HEAP_LIMIT
const kept: unknown[] = [];
try { for (;;) kept.push(new ArrayBuffer(1 << 20)); } catch {}
for (;;) kept.push(new Uint8Array(8).buffer);
