// why: The size of the result is limited, and the error says by how much.
// result_bytes: 1000
// expect: RESULT_TOO_LARGE
return 'x'.repeat(2_000);
