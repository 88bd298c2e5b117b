// why: One line of 64 MB.
// console_bytes: 10000
// warning: CONSOLE_TRUNCATED
// expect: value "done"
console.log('x'.repeat(1 << 26));
return 'done';
