// why: 256 MB of arguments.
// sent: 0
// wall_time: 60s
// cpu_time: 30s
// expect: value "ARGS_TOO_LARGE"
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
try { await external_echo({ text: 'x'.repeat(1 << 28) }); } catch (error) { return (error as { code: string }).code; }
