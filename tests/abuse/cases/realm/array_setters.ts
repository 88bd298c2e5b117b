// why: Setters on Array.prototype don't see the service's internal lists.
// call: echo {"a":[1,2]}
// expect: value []
const seen: unknown[] = [];
for (let i = 0; i < 20; ++i) Object.defineProperty(Array.prototype, i, { set(value) { seen[seen.length] = value; }, get: () => undefined, configurable: true });
console.log('%s and %o', 'text', { b: [1, [2]] });
console.table([{ a: 1 }]);
await external_echo({ a: [1, 2] });
for (let i = 0; i < 20; ++i) delete Array.prototype[i];
return seen;
