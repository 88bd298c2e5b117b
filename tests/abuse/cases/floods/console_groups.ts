// why: Indentation by groups is bounded.
// console_bytes: 200000
// wall_time: 30s
// cpu_time: 5s
// expect: value "done"
for (let i = 0; i < 100_000; ++i) console.group();
console.log('x'.repeat(10) + '\n'.repeat(1_000));
return 'done';
