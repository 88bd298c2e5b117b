// why: One request of 8 GB.
// expect: value "RangeError"
try { return new Float64Array(2 ** 30).length; } catch (error) { return (error as Error).name; }
