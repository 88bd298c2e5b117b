// why: ICU's collation has no interrupt check.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const a = 'ä'.repeat(500_000) + '1';
const b = 'ä'.repeat(500_000) + '2';
for (;;) a.localeCompare(b, 'de', { numeric: true });
