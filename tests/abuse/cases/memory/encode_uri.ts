// why: Nine bytes for each character.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ string length
// expect: PROGRAM_THREW ~ RangeError
// expect: HEAP_LIMIT
return encodeURIComponent('\u4e2d'.repeat(60_000_000)).length;
