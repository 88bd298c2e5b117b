// why: Proxies of proxies.
// wall_time: 30s
// cpu_time: 5s
// expect: MEMORY_LIMIT
let proxy: object = {};
for (;;) proxy = new Proxy(proxy, {});
