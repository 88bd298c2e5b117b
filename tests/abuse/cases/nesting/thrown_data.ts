// why: `error.data` is deep: dropped or cut, and the error still arrives.
// expect: PROGRAM_THREW ~ with data
let deep: unknown = 1;
for (let i = 0; i < 1_000; ++i) deep = [deep];
throw Object.assign(new Error('with data'), { data: deep });
