// why: An unhandled rejection with a proxy is reported, without running it or under the limits.
// cpu_time: 300ms
// wall_time: 12s
// expect: value 1
// expect: CPU_TIME_LIMIT
Promise.reject(new Proxy({}, { get() { for (;;) {} }, getPrototypeOf() { for (;;) {} } }));
await null;
return 1;
