// why: Catastrophic backtracking inside irregexp.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return /^(a+)+$/.test('a'.repeat(64) + 'b');
