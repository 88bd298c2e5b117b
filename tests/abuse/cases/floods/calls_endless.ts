// why: A program that only calls meets the limit on calls, not the end of the service.
// calls: 300
// sent: 300
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ calls
for (;;) await external_echo({});
