// why: A result of 2^32-1 holes.
// expect: RESULT_TOO_LARGE
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
const holes: number[] = [];
holes.length = 2 ** 32 - 1;
return holes;
