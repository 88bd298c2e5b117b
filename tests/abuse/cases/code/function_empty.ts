// why: Even an empty body is code from a string.
// expect: value "EvalError"
try { return new Function()(); } catch (error) { return (error as Error).name; }
