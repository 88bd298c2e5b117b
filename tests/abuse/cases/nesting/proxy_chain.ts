// why: A trap-less proxy of a proxy of a proxy: recursion in native code.
// expect: value "RangeError"
// expect: value 1
let proxy: { a: number } = { a: 1 };
for (let i = 0; i < 100_000; ++i) proxy = new Proxy(proxy, {});
try { return proxy.a; } catch (error) { return (error as Error).name; }
