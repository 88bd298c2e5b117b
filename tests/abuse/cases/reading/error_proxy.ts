// why: A proxy with looping traps was thrown.
// cpu_time: 300ms
// wall_time: 12s
// expect: PROGRAM_THREW
// expect: CPU_TIME_LIMIT
const loop = () => { for (;;) {} };
throw new Proxy(new Error('x'), { get: loop, getPrototypeOf: loop, ownKeys: loop as never, getOwnPropertyDescriptor: loop as never, has: loop as never });
