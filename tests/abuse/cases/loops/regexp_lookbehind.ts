// why: Backtracking in a lookbehind with a back reference.
// cpu_time: 300ms
// wall_time: 4s
// expect: CPU_TIME_LIMIT
return /(?<=^(\w+\s?)+)\d$/.test('x '.repeat(40) + 'yz');
