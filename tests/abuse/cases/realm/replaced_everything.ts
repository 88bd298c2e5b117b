// why: Every writable global and every method of every prototype, replaced by something that throws.
// call: echo {"a":1}
// expect: value {"a":1}
const call = external_echo;
const forged = () => { throw 'forged'; };
const { ownKeys, getOwnPropertyDescriptor, defineProperty } = Reflect;
const spare = new Set<unknown>(['constructor', 'prototype', 'name', 'length', 'then', 'external_echo', 'globalThis']);
const has = spare.has.bind(spare);
const all = ownKeys(globalThis);
for (let i = 0; i < all.length; ++i) {
  if (all[i] === 'process' || all[i] === 'Buffer') continue;
  const value = getOwnPropertyDescriptor(globalThis, all[i]!)?.value as { prototype?: object } | undefined;
  for (const target of [value, value?.prototype]) {
    if (target === undefined || target === null || (typeof target !== 'object' && typeof target !== 'function')) continue;
    for (const key of ownKeys(target)) {
      const descriptor = getOwnPropertyDescriptor(target, key);
      if (has(key) || typeof descriptor?.value !== 'function' || !descriptor.configurable || key === Symbol.iterator || key === 'next') continue;
      defineProperty(target, key, { value: forged, writable: true, configurable: true });
    }
  }
}
return await call({ a: 1 });
