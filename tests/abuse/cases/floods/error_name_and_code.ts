// why: So are name and code.
// error_bytes: <= 200000
// expect: PROGRAM_THREW
throw Object.assign(new Error('x'), { name: 'n'.repeat(1 << 24), code: 'c'.repeat(1 << 24), stack: 's'.repeat(1 << 24) });
