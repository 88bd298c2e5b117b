// why: One character becomes 18 under NFKD.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
return '\ufdfa'.repeat(20_000_000).normalize('NFKD').length;
