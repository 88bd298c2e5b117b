// why: transfer to a larger length reallocates.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ RangeError
// expect: PROGRAM_THREW ~ allocation failed
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
let buffer = new ArrayBuffer(1024) as ArrayBuffer & { transfer(to: number): ArrayBuffer };
for (;;) { buffer = buffer.transfer(buffer.byteLength * 2) as never; new Uint8Array(buffer).fill(1); }
