// why: A stack of thousands of frames with long names is cut.
// error_bytes: <= 200000
// expect: PROGRAM_THREW ~ deep
const name = 'f'.repeat(10_000);
const holder = { [name](depth: number): number { if (depth === 0) throw new Error('deep'); return 1 + this[name]!(depth - 1); } } as Record<string, (depth: number) => number>;
Error.stackTraceLimit = Infinity;
holder[name]!(1_000);
