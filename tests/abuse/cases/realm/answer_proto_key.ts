// why: An answer with a key `__proto__` makes an own property and changes no prototype.
// tool: proto = json {"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}
// expect: value [true,true,true]
const answer = await external_proto({}) as object;
return [Object.hasOwn(answer, '__proto__'), Object.getPrototypeOf(answer) === Object.prototype, ({} as { polluted?: number }).polluted === undefined];
