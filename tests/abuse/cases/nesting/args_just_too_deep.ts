// why: 65 levels of arguments are refused inside the program; the worker is not to blame.
// sent: 0
// expect: value true
let deep: unknown = 1;
for (let i = 0; i < 65; ++i) deep = [deep];
try { await external_echo(deep); return 'sent'; } catch (error) { return error instanceof Error; }
