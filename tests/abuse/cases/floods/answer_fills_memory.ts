// why: Answers that a program keeps are its memory.
// tool: big = text_of 4000000
// calls: 200
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ ANSWER
// expect: HEAP_LIMIT
const kept: string[] = [];
for (;;) { const text = await external_big({}) as string; kept.push(text + '!'); /z/.test(kept[kept.length - 1]!); }
