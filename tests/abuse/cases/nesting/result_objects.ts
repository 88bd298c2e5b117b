// why: The same with objects.
// expect: RESULT_NOT_SERIALIZABLE
// expect: RESULT_TOO_LARGE
// expect: PROGRAM_THREW ~ Maximum call stack
let deep: object = {};
for (let i = 0; i < 50_000; ++i) deep = { a: deep };
return deep;
