// why: What timers hold is the program's memory.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ allocation failed
// expect: HEAP_LIMIT
for (let i = 0; i < 900; ++i) setTimeout(() => {}, 100_000, new Uint8Array(1 << 20).fill(1), new Array(1 << 17).fill(1.5));
return 'held';
