// why: An unterminated template after much text.
// repeat: LONG 100000 ${`
// wall_time: 30s
// cpu_time: 5s
// expect: SYNTAX_ERROR
// expect: COMPILE_LIMIT ~ nested too deeply
return `@LONG@;
