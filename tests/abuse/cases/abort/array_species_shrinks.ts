// why: Species constructors that answer with other arrays, lengths that shrink in callbacks.
// expect: value "survived"
const array: number[] = Array.from({ length: 1000 }, (_, i) => i);
array.constructor = { [Symbol.species]: function () { array.length = 1; return [1, 2]; } } as never;
try { array.map((x) => { array.length = 0; return x; }); array.slice(0, 500); array.splice(0, 500); array.concat(array); } catch {}
return 'survived';
