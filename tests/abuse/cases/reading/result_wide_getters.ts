// why: A million getters, each a little slow.
// cpu_time: 300ms
// wall_time: 12s
// expect: RESULT_TOO_LARGE
// expect: CPU_TIME_LIMIT
return new Proxy({}, { ownKeys: () => Array.from({ length: 200_000 }, (_, i) => `k${i}`), get: (_, key) => { if (key === 'then' || key === 'toJSON') return undefined; for (let i = 0; i < 1e5; ++i); return 1; }, getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) });
