// why: A reviver that puts the value back for ever.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return JSON.parse('[1]', function (this: unknown, key: string) { if (key === '0') for (;;) {} });
