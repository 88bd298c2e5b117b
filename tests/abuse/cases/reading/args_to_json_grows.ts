// why: A toJSON that makes calls without end meets the limit on calls.
// sent: <= 20
// calls: 20
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW
// expect: value {}
// expect: CPU_TIME_LIMIT
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
const again = { toJSON(): object { void external_echo(again); return {}; } };
return await external_echo(again);
