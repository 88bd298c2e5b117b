// why: Date.parse reads legacy dates with parentheses character by character.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const text = '('.repeat(1_000_000);
for (;;) Date.parse(text);
