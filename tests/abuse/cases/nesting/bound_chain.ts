// why: Calling through 100,000 bound functions.
// expect: value "RangeError"
// expect: value 1
let f = () => 1;
for (let i = 0; i < 100_000; ++i) f = f.bind(null);
try { return f(); } catch (error) { return (error as Error).name; }
