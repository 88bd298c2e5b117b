// why: Suspended generators keep their registers.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: Generator[] = [];
function* suspended(a: number) { const b = [a]; yield b; yield a; }
for (let i = 0; ; ++i) { const generator = suspended(i); generator.next(); kept.push(generator); }
