// why: Recursion overflow is an ordinary RangeError.
// expect: value "RangeError"
function deeper(): number { return 1 + deeper(); }
try { return deeper(); } catch (error) { return (error as Error).name; }
