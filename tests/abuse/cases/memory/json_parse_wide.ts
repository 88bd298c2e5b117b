// why: A small text becomes many objects.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
return JSON.parse('[' + '{},'.repeat(20_000_000) + '{}]').length;
