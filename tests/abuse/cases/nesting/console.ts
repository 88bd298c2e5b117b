// why: A deep value is printed to a few levels.
// expect: value 1
let deep: object = {};
for (let i = 0; i < 100_000; ++i) deep = { deep };
console.log(deep);
console.dir(deep, { depth: Infinity });
return 1;
