// why: Copying a huge dictionary by spread.
// wall_time: 60s
// cpu_time: 20s
// expect: PROGRAM_THREW ~ Error
// expect: HEAP_LIMIT
const big: Record<string, number> = {};
for (let i = 0; i < 500_000; ++i) big[`k${i}`] = i;
const kept: object[] = [];
for (;;) kept.push({ ...big });
