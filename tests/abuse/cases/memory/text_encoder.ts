// why: Encoded text is memory outside of V8's heap; the limit counts it.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: value "RangeError"
const text = '€'.repeat(10_000_000);
const kept: Uint8Array[] = [];
try { for (;;) kept.push(new TextEncoder().encode(text)); } catch (error) { return (error as Error).name; }
