// why: getPrototypeOf and getOwnPropertyDescriptor traps.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const loop = () => { for (;;) {} };
return new Proxy({ a: 1 }, { getPrototypeOf: loop, getOwnPropertyDescriptor: loop as never, ownKeys: loop as never });
