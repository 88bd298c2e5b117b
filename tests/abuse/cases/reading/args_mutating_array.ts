// why: An array that shrinks and grows while it is read.
// expect: value "done"
const array: unknown[] = [0, 1, 2];
Object.defineProperty(array, 0, { enumerable: true, get() { array.length = 0; for (let i = 0; i < 1000; ++i) array[i + 1] = i; return 'x'; } });
try { await external_echo(array); } catch {}
return 'done';
