// why: Waiting for a tool costs no CPU time.
// cpu_time: 200ms
// wall_time: 12s
// tool: slow = wait 700ms json "late"
// expect: value "late"
return await external_slow({});
