// why: Arguments over their limit fail inside the program and don't leave it.
// args_bytes: 1000
// sent: 0
// expect: value "ARGS_TOO_LARGE"
try { await external_echo({ text: 'x'.repeat(2_000) }); } catch (error) { return (error as { code: string }).code; }
