// why: `call_time` makes the one call fail inside the program, which goes on.
// call_time: 200ms
// wall_time: 3s
// tool: echo = silent
// expect: value "CALL_TIMEOUT"
try { return await external_echo({}); } catch (error) { return (error as { code: string }).code; }
