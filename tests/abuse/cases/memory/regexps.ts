// why: Compiled regular expressions hold code.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: RegExp[] = [];
for (let i = 0; ; ++i) { const pattern = new RegExp(`(a|b)*${i}(?:x{1,50}|y){2,20}`); pattern.test('abab'); kept.push(pattern); }
