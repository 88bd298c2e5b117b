// why: One character becomes 18 under NFKD.
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ Error
// expect: MEMORY_LIMIT
return '\ufdfa'.repeat(20_000_000).normalize('NFKD').length;
