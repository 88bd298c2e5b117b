// why: No buffer reports itself as shared, whatever it was made from.
// expect: value []
const found: string[] = [];
for (const make of [() => new ArrayBuffer(8), () => new Uint8Array(8).buffer, () => new DataView(new ArrayBuffer(8)).buffer, () => (new ArrayBuffer(8) as never as { transfer(): ArrayBuffer }).transfer(), () => (globalThis as never as { structuredClone(value: unknown): ArrayBuffer }).structuredClone(new ArrayBuffer(8))]) {
  try { const buffer = make(); if (Object.prototype.toString.call(buffer) !== '[object ArrayBuffer]' || 'growable' in buffer) found.push(Object.prototype.toString.call(buffer)); } catch {}
}
return found;
