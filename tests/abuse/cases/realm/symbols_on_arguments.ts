// why: Symbol-named hooks of the arguments are not looked at.
// call: echo {"a":1}
// expect: value []
const seen: string[] = [];
const spied: Record<PropertyKey, unknown> = { a: 1 };
for (const name of ['toPrimitive', 'toStringTag', 'iterator', 'asyncIterator', 'hasInstance', 'isConcatSpreadable', 'species', 'unscopables'] as const) Object.defineProperty(spied, Symbol[name], { get() { seen.push(name); return undefined; } });
await external_echo(spied);
return seen;
