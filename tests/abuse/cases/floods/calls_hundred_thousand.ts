// why: 100,000 parallel calls: 200 are allowed and answered, the others fail inside the program with CALL_LIMIT.
// calls: 200
// sent: 200
// wall_time: 30s
// cpu_time: 5s
// expect: value {"answered":200,"refused":99800}
const counts = { answered: 0, refused: 0 };
const all: Promise<unknown>[] = [];
for (let i = 0; i < 100_000; ++i) all.push(external_echo({ i }).then(() => ++counts.answered, (error: { code: string }) => { if (error.code === 'CALL_LIMIT') ++counts.refused; }));
await Promise.all(all);
return counts;
