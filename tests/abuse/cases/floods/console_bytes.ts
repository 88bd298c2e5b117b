// why: Bytes beyond the limit are dropped, with a warning; what arrives is within it.
// console_bytes: 10000
// warning: CONSOLE_TRUNCATED
// expect: value "done"
for (let i = 0; i < 1_000; ++i) console.log('x'.repeat(1_000));
return 'done';
