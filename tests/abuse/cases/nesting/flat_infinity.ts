// why: flat(Infinity) recurses.
// expect: value "RangeError"
let deep: unknown[] = [];
for (let i = 0; i < 100_000; ++i) deep = [deep];
try { return deep.flat(Infinity).length; } catch (error) { return (error as Error).name; }
