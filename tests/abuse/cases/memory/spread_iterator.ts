// why: Spreading a generator without an end.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Invalid array length
// expect: HEAP_LIMIT
return [...(function* () { for (;;) yield {}; })()].length;
