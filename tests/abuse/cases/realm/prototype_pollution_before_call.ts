// why: Properties on Object.prototype don't reach the call's arguments or its frame.
// call: echo {"a":1}
// expect: value {"a":1}
Object.assign(Object.prototype, { tool: 'other', id: 99, args_json: '"forged"', call: 7, json: 'x' });
Object.defineProperty(Object.prototype, 'toJSON', { value: undefined, writable: true, configurable: true });
const answer = await external_echo(Object.assign(Object.create(null), { a: 1 })) as { a: number };
return Object.assign(Object.create(null), { a: answer.a });
