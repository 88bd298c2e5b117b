// why: JSON.stringify of 100,000 levels overflows the stack, catchably.
// expect: value "RangeError"
let deep: unknown[] = [];
for (let i = 0; i < 100_000; ++i) deep = [deep];
try { return JSON.stringify(deep).length; } catch (error) { return (error as Error).name; }
