// why: String.raw whose parts are empty never grows.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const raw = new Proxy({}, { get: (_, key) => (key === 'length' ? 2 ** 53 - 1 : '') });
return String.raw({ raw } as unknown as { raw: string[] }).length;
