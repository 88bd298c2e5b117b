// why: The second read of the arguments is deeper than the service reads: refused in the program; the worker is not to blame.
// expect: value true
// expect: value {"a":1}
let reads = 0;
let deep: unknown = 1;
for (let i = 0; i < 200; ++i) deep = [deep];
try { return await external_echo({ get a() { return ++reads === 1 ? 1 : deep; } }); } catch (error) { return error instanceof Error; }
