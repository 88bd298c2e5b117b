// why: The limit counts what JSON makes of it: six bytes for a control character.
// result_bytes: 1000
// expect: RESULT_TOO_LARGE
return '\u0001'.repeat(200);
