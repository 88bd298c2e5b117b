// why: The limit counts UTF-8 bytes, not characters.
// result_bytes: 1000
// expect: RESULT_TOO_LARGE
return '\u4e2d'.repeat(400);
