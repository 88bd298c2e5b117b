// why: A message of 64 MB is cut.
// error_bytes: <= 200000
// expect: PROGRAM_THREW
throw new Error('x'.repeat(1 << 26));
