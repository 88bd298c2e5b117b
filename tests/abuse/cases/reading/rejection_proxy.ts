// why: An unhandled rejection with a proxy is reported without running it.
// expect: value 1
Promise.reject(new Proxy({}, { get() { for (;;) {} }, getPrototypeOf() { for (;;) {} } }));
await null;
return 1;
