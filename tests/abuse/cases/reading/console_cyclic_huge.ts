// why: A graph of 2^40 paths is printed to a bounded depth and size.
// expect: value 1
let graph: object = {};
for (let i = 0; i < 40; ++i) graph = { a: graph, b: graph };
console.dir(graph, { depth: null });
console.log(graph);
return 1;
