// why: A locale list of 2^32 entries.
// wall_time: 30s
// cpu_time: 5s
// expect: CPU_TIME_LIMIT
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
return Intl.getCanonicalLocales(Array.from({ length: 5_000_000 }, (_, i) => `en-x-a${i % 9}`)).length;
