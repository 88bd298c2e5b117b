// why: A program that makes calls and then spins never reads their answers: the service isn't held up by it.
// calls: 200
// sent: <= 200
// tool: big = text_of 500000
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
for (let i = 0; i < 100; ++i) void external_big({ i });
for (;;) {}
