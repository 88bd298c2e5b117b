// why: However often it is asked, the clock has one value between two events.
// expect: value 1
const seen = new Set<number>();
for (let i = 0; i < 200_000; ++i) { seen.add(Date.now()); seen.add(performance.timeOrigin === undefined ? Date.now() : Date.now()); }
return seen.size;
