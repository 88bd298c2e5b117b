// why: ß becomes two characters, through ICU.
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ Error
// expect: MEMORY_LIMIT
return 'ß'.repeat(200_000_000).toLocaleUpperCase('de').length;
