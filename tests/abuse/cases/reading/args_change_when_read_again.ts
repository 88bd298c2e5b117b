// why: The second read of the arguments gives more than args_bytes: refused in the program, or the first value is sent.
// args_bytes: 1000
// expect: value "ARGS_TOO_LARGE"
// expect: value {"a":1}
let reads = 0;
try { return await external_echo({ get a() { return ++reads === 1 ? 1 : 'x'.repeat(5_000); } }); } catch (error) { return (error as { code: string }).code; }
