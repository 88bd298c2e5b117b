// why: Each microtask queues two: the queue is memory too.
// wall_time: 30s
// cpu_time: 5s
// expect: CPU_TIME_LIMIT
// expect: HEAP_LIMIT
const double = (): void => { Promise.resolve().then(double); Promise.resolve().then(double); };
double();
await new Promise(() => {});
