// why: 256 MB of arguments.
// sent: 0
// wall_time: 30s
// cpu_time: 5s
// expect: value "ARGS_TOO_LARGE"
// expect: MEMORY_LIMIT
try { await external_echo({ text: 'x'.repeat(1 << 28) }); } catch (error) { return (error as { code: string }).code; }
