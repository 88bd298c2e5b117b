// why: ß becomes two characters, through ICU.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
return 'ß'.repeat(200_000_000).toLocaleUpperCase('de').length;
