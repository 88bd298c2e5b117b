// why: A builtin without an interrupt check: TerminateExecution can't stop it, only SIGKILL does.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
return Array.prototype.reverse.call({ length: 2 ** 53 - 1 });
