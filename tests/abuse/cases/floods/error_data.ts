// why: `error.data` of 32 MB is dropped or cut, and the error still arrives.
// error_bytes: <= 6000000
// wall_time: 30s
// cpu_time: 5s
// expect: PROGRAM_THREW ~ heavy
throw Object.assign(new Error('heavy'), { data: 'x'.repeat(1 << 25) });
