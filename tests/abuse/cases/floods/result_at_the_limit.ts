// why: Exactly the limit is allowed.
// result_bytes: 1000
// expect: bytes 1000
return 'x'.repeat(998);
