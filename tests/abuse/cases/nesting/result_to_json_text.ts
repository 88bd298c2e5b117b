// why: A deep value behind toJSON is counted as well.
// expect: RESULT_TOO_DEEP
// expect: RESULT_TOO_LARGE
let deep: unknown = 1;
for (let i = 0; i < 500; ++i) deep = [deep];
return { toJSON: () => deep };
