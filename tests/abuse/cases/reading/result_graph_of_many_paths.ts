// why: The same graph as a result has 2^40 leaves as JSON.
// why: Its size is known to pass the limit long before it is written; running into CPU or memory limits is a right end too.
// cpu_time: 300ms
// wall_time: 12s
// expect: RESULT_TOO_LARGE
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: CPU_TIME_LIMIT
let graph: object = { x: 1 };
for (let i = 0; i < 40; ++i) graph = { a: graph, b: graph };
return graph;
