// why: Symbol.toStringTag and toPrimitive are not needed to read a result.
// expect: value {"a":1}
return Object.defineProperties({ a: 1 }, { [Symbol.toStringTag]: { get() { for (;;) {} } }, [Symbol.toPrimitive]: { get() { for (;;) {} } } });
