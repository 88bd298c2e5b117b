// why: A zero timer while computing gives one tick for each event, not a counter of time.
// expect: value 0
let ticks = 0;
setTimeout(() => { ++ticks; }, 0);
for (let i = 0, x = 0; i < 3_000_000; ++i) x += i;
return ticks;
