// why: A thenable that resolves with another thenable, for ever.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const endless = (): PromiseLike<never> => ({ then(resolve: (value: never) => void) { resolve(endless() as never); } } as never);
return await endless();
