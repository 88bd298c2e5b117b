// why: Proxies of proxies.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
let proxy: object = {};
for (;;) proxy = new Proxy(proxy, {});
