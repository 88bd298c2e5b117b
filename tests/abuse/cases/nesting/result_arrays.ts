// why: A result nested 100,000 deep: refused for its depth, not a crash and no broken protocol.
// expect: RESULT_NOT_SERIALIZABLE
// expect: RESULT_TOO_LARGE
// expect: PROGRAM_THREW ~ Maximum call stack
let deep: unknown[] = [];
for (let i = 0; i < 100_000; ++i) deep = [deep];
return deep;
