// why: 20,000 calls at the same time of which 100 may be outstanding; nobody answers, the program doesn't wait.
// tool: echo = silent
// calls: 20000
// calls_in_flight: 100
// sent: <= 100
// warning: CALLS_NOT_AWAITED
// wall_time: 30s
// cpu_time: 5s
// expect: value "left"
for (let i = 0; i < 20_000; ++i) void external_echo({ i });
await null;
return 'left';
