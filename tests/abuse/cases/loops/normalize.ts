// why: ICU's normaliser has no interrupt check.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const text = '\u0301\u0300'.repeat(200_000);
for (;;) text.normalize('NFC');
