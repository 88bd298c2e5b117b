// why: The regular expression engine ended by the wall clock.
// wall_time: 400ms
// cpu_time: 4s
// expect: WALL_TIME_LIMIT
return /^(a+)+$/.test('a'.repeat(64) + 'b');
