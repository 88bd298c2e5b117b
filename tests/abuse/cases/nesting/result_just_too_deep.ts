// why: 65 levels: one more than the service reads. The program's result is refused; the worker is not to blame.
// expect: RESULT_TOO_DEEP
let deep: unknown = 1;
for (let i = 0; i < 65; ++i) deep = [deep];
return deep;
