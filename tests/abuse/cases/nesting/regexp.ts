// why: A regular expression nested 100,000 deep overflows its parser.
// expect: value "SyntaxError"
// expect: value "RangeError"
try { new RegExp('('.repeat(100_000) + ')'.repeat(100_000)); return 'compiled'; } catch (error) { return (error as Error).name; }
