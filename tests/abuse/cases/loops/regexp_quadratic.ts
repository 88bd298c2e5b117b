// why: Polynomial backtracking over a long text.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return /\s+$/.test(' '.repeat(2_000_000) + 'x');
