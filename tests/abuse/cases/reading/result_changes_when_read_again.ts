// why: Every read of the getter is worse than the last: what was checked must be what is sent. Never the worker's misbehaviour.
// result_bytes: 1000
// expect: value {"a":1}
// expect: RESULT_TOO_LARGE
// expect: RESULT_NOT_SERIALIZABLE
let reads = 0;
let deep: unknown = 1;
for (let i = 0; i < 200; ++i) deep = [deep];
return { get a() { ++reads; return reads === 1 ? 1 : reads === 2 ? 'x'.repeat(5_000) : deep; } };
