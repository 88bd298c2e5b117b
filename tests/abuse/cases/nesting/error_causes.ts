// why: A chain of 100,000 causes is described without recursion.
// expect: PROGRAM_THREW ~ outermost
let error: Error = new Error('innermost');
for (let i = 0; i < 100_000; ++i) error = new Error('middle', { cause: error });
throw new Error('outermost', { cause: error });
