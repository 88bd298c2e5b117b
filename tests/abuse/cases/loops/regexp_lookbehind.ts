// why: Backtracking in a lookbehind with a back reference.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return /(?<=^b(a+)+)c/.test('a'.repeat(64) + 'c');
