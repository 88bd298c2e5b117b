// why: 256 MB of result.
// wall_time: 30s
// cpu_time: 5s
// expect: RESULT_TOO_LARGE
// expect: MEMORY_LIMIT
return 'x'.repeat(1 << 28);
