// why: 256 MB of result.
// wall_time: 60s
// cpu_time: 30s
// expect: RESULT_TOO_LARGE
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
return 'x'.repeat(1 << 28);
