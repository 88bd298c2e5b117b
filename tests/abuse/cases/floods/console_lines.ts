// why: Lines beyond the limit are dropped, with a warning.
// console_lines: 100
// lines: 100
// warning: CONSOLE_TRUNCATED
// expect: value "done"
for (let i = 0; i < 100_000; ++i) console.log(i);
return 'done';
