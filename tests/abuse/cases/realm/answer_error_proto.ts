// why: An error's data with `__proto__` neither.
// tool: bad = error {"message":"no","data":{"__proto__":{"polluted":1}}}
// expect: value [true,true]
const error = await external_bad({}).catch((caught: unknown) => caught) as { data: object };
return [Object.getPrototypeOf(error.data) === Object.prototype, ({} as { polluted?: number }).polluted === undefined];
