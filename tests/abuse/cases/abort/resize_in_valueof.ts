// why: A length that changes while it is used.
// expect: value "survived"
const buffer = new (ArrayBuffer as never as new (length: number, options: object) => ArrayBuffer & { resize(to: number): void })(64, { maxByteLength: 128 });
const view = new Uint8Array(buffer);
try { view.fill({ valueOf() { buffer.resize(0); return 1; } } as never, 0, 64); view.set([1, 2, 3], 60); } catch {}
try { view.copyWithin(0, { valueOf() { buffer.resize(128); return 32; } } as never); } catch {}
return 'survived';
