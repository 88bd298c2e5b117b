// why: Frozen intrinsics don't hinder the bridge.
// call: echo {"a":1}
// expect: value {"a":1}
for (const name of Reflect.ownKeys(globalThis)) { const value = Reflect.getOwnPropertyDescriptor(globalThis, name)?.value; if (typeof value === 'function' || (typeof value === 'object' && value !== null)) { try { Object.freeze(value); Object.freeze(value.prototype); } catch {} } }
Object.freeze(globalThis);
return await external_echo({ a: 1 });
