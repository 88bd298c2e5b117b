// why: A resizable buffer bypasses the embedder's allocator.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ RangeError
// expect: PROGRAM_THREW ~ TypeError
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
const buffer = new (ArrayBuffer as never as new (length: number, options: object) => ArrayBuffer & { resize(to: number): void })(1, { maxByteLength: 2 ** 33 });
buffer.resize(2 ** 32);
new Uint8Array(buffer).fill(1);
return buffer.byteLength;
