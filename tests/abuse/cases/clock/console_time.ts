// why: console.time measures by the same clock.
// line: t: 0ms
// expect: value 1
console.time('t');
for (let i = 0, x = 0; i < 3_000_000; ++i) x += i;
console.timeEnd('t');
return 1;
