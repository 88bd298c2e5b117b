// why: Lookaheads within lookaheads.
// why: Compiling it may take more memory than the process has.
// expect: HEAP_LIMIT
// expect: value "SyntaxError"
// expect: value "RangeError"
try { new RegExp('(?='.repeat(50_000) + 'a' + ')'.repeat(50_000)).test('a'); return 'compiled'; } catch (error) { return (error as Error).name; }
