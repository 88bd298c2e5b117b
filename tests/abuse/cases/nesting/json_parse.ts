// why: JSON.parse of 100,000 levels.
// expect: value "object"
// expect: value "RangeError"
try { return typeof JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)); } catch (error) { return (error as Error).name; }
