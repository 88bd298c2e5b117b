// why: A program can't close the function that it is put into.
// expect: SYNTAX_ERROR
return 1; } globalThis.escaped = 1; async function other() {
