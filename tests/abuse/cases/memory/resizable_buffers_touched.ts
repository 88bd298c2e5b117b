// why: Many resizable buffers, each grown and touched.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ RangeError
// expect: PROGRAM_THREW ~ TypeError
// expect: HEAP_LIMIT
const kept: unknown[] = [];
for (;;) {
  const buffer = new (ArrayBuffer as never as new (length: number, options: object) => ArrayBuffer & { resize(to: number): void })(0, { maxByteLength: 1 << 26 });
  buffer.resize(1 << 26);
  new Uint8Array(buffer).fill(1);
  kept.push(buffer);
}
