// why: Arguments that wait for their turn are held by the service: bounded by the limits on calls and arguments.
// tool: echo = silent
// calls: 300
// calls_in_flight: 4
// wall_time: 1500ms
// cpu_time: 5s
// sent: <= 4
// expect: WALL_TIME_LIMIT
const text = 'x'.repeat(200_000);
const all: Promise<unknown>[] = [];
for (let i = 0; i < 300; ++i) all.push(external_echo({ i, text }));
await Promise.all(all);
