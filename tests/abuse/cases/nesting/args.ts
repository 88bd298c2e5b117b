// why: Deep arguments fail inside the program and don't leave it.
// sent: 0
// expect: value true
let deep: unknown[] = [];
for (let i = 0; i < 10_000; ++i) deep = [deep];
try { await external_echo({ deep }); return 'sent'; } catch (error) { return error instanceof Error; }
