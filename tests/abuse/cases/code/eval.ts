// why: No code from strings.
// expect: value "EvalError"
try { return eval('1 + 1'); } catch (error) { return (error as Error).name; }
