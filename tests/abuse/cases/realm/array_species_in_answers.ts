// why: Array species and iterators of the program don't take part when an answer is built.
// tool: list = json [1,2,3]
// expect: value 3
Object.defineProperty(Array, Symbol.species, { get() { throw new Error('forged'); } });
Array.prototype[Symbol.iterator] = () => { throw new Error('forged'); };
return (await external_list({}) as number[]).length;
