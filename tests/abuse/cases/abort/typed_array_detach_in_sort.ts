// why: A comparator that detaches the buffer it sorts.
// expect: value "survived"
const array = new Uint32Array(1000).map((_, i) => 1000 - i);
try { array.sort((a, b) => { (array.buffer as never as { transfer(): void }).transfer(); return a - b; }); } catch {}
return 'survived';
