// why: The second read gives a value deeper than the service reads. The program's result is refused; the worker is not to blame.
// expect: value {"a":1}
// expect: RESULT_TOO_DEEP
// expect: RESULT_TOO_LARGE
let reads = 0;
let deep: unknown = 1;
for (let i = 0; i < 200; ++i) deep = [deep];
return { get a() { return ++reads === 1 ? 1 : deep; } };
