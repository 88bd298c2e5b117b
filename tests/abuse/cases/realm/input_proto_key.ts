// why: The input's `__proto__` is an own property too.
// input: {"__proto__":{"polluted":1},"a":1}
// expect: value [true,true]
return [Object.getPrototypeOf(input) === Object.prototype, ({} as { polluted?: number }).polluted === undefined];
