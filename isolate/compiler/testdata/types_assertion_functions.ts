function check(x: unknown): asserts x is string { boom(); }
const isA = (x: any): x is "a" => x === "a";
check(1)
