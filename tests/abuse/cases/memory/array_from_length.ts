// why: Array.from fills 2^32-1 elements.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Invalid array length
// expect: HEAP_LIMIT
return Array.from({ length: 2 ** 32 - 1 }, () => 1.5).length;
