// why: Base64 of Base64 grows until there is no memory, also outside of V8's heap; what the program catches doesn't help it.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
// expect: value "RangeError"
let text = 'x'.repeat(1_000_000);
const kept: string[] = [];
try { for (;;) kept.push(text = btoa(text)); } catch (error) { return (error as Error).name; }
