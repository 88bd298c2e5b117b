// why: A graph of 2^40 paths is printed to a bounded depth and size: two texts of 100,000 characters, 0.7 to 1.1 s without a JIT.
// expect: value 1
// cpu_time: 4s
let graph: object = {};
for (let i = 0; i < 40; ++i) graph = { a: graph, b: graph };
console.dir(graph, { depth: null });
console.log(graph);
return 1;
