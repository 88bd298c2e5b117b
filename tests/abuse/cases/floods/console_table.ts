// why: A table of a million rows is cut.
// wall_time: 30s
// cpu_time: 5s
// expect: value "done"
console.table(Array.from({ length: 200_000 }, (_, i) => ({ i, [`k${i % 500}`]: i })));
return 'done';
