// why: JSON.stringify of a graph with 2^30 leaves can't be interrupted.
// why: V8's longest string may end it first.
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ string length
// expect: CPU_TIME_LIMIT
// expect: HEAP_LIMIT
let graph: object = {};
for (let i = 0; i < 30; ++i) graph = { a: graph, b: graph };
return JSON.stringify(graph).length;
