// why: Map, Set, WeakMap and their methods, replaced.
// call: echo {"a":1}
// expect: value {"a":1}
for (const type of [Map, Set, WeakMap, WeakSet]) for (const key of Reflect.ownKeys(type.prototype)) {
  if (key !== 'constructor') try { Object.defineProperty(type.prototype, key, { get() { throw new Error(`forged ${String(key)}`); } }); } catch {}
}
globalThis.Map = globalThis.Set = globalThis.WeakMap = undefined as never;
console.log(new Error('still printed').message);
return await external_echo({ a: 1 });
