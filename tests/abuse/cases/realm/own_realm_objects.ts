// why: Answers, errors and promises of the bridge are of the program's own realm.
// tool: echo = echo
// tool: bad = error {"name":"Custom","message":"no","code":"E","data":{"a":[1]}}
// expect: value [true,true,true,true,true]
const answer = await external_echo({ a: [1] }) as { a: number[] };
const error = await external_bad({}).catch((caught: unknown) => caught) as Error & { data: { a: number[] } };
return [Object.getPrototypeOf(answer) === Object.prototype, answer.a instanceof Array, external_echo({}) instanceof Promise, error instanceof Error, error.data.a instanceof Array];
