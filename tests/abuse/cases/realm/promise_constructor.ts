// why: Promise.prototype.constructor and species don't take part when the bridge makes its promises.
// expect: value [0,true]
let made = 0;
class Spy extends Promise<unknown> { constructor(executor: never) { super(executor); ++made; } }
Object.defineProperty(Promise, Symbol.species, { get: () => Spy });
Promise.prototype.constructor = Spy;
const answer = external_echo({ a: 1 });
return [made, Object.getPrototypeOf(answer) === Promise.prototype];
