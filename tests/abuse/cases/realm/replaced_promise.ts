// why: A replaced Promise is not what calls return or the runtime waits for.
// call: echo {"a":1}
// expect: value {"a":1}
Promise.prototype.then = new Proxy(Promise.prototype.then, {});
const Native = Promise;
globalThis.Promise = class { constructor() { throw new Error('forged'); } } as never;
const answer = external_echo({ a: 1 });
if (!(answer instanceof Native)) return 'no promise';
return await answer;
