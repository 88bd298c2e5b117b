// why: Array methods, replaced.
// call: echo {"a":[1,2,3]}
// line: [ 1, 2, 3 ]
// expect: value {"a":[1,2,3]}
const names = Reflect.ownKeys(Array.prototype);
for (const name of names) if (typeof name === 'string' && name !== 'length' && name !== 'constructor') (Array.prototype as never as Record<string, unknown>)[name] = () => { throw new Error(`forged ${name}`); };
console.log([1, 2, 3]);
return await external_echo({ a: [1, 2, 3] });
