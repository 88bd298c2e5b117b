// why: A subclass of Function.
// expect: value "EvalError"
try { new (class extends Function {})('return 1'); return 'made'; } catch (error) { return (error as Error).name; }
