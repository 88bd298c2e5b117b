// why: fill on a frozen-length array-like whose setter swallows everything.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const sink = new Proxy({ length: 2 ** 53 - 1 }, { set: () => true, defineProperty: () => true });
return Array.prototype.fill.call(sink, 0).length;
