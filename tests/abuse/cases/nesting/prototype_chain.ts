// why: A lookup through 100,000 prototypes.
// wall_time: 30s
// cpu_time: 5s
// expect: value "undefined"
// expect: value "RangeError"
let object: object = {};
for (let i = 0; i < 100_000; ++i) object = Object.create(object);
try { return typeof (object as { missing?: unknown }).missing; } catch (error) { return (error as Error).name; }
