// why: A thrown text of 64 MB is cut.
// error_bytes: <= 200000
// expect: PROGRAM_THREW
throw 'x'.repeat(1 << 26);
