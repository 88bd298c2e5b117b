// why: Microtasks that each queue another are one endless drain.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const storm = (): Promise<void> => Promise.resolve().then(storm);
return await storm();
