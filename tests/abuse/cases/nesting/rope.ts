// why: Flattening a rope of a million parts.
// expect: value 1000000
let rope = '';
for (let i = 0; i < 1_000_000; ++i) rope = 'x' + rope;
return rope.indexOf('y') === -1 ? rope.length : 0;
