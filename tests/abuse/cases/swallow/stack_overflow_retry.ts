// why: Each overflow is caught one frame below and tried again: exponential in the depth of the stack.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
function retry(): void { try { retry(); } finally { retry(); } }
retry();
