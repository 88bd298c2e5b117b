// why: A chain of 20,000 else-ifs is nested for a parser.
// repeat: ELSE 20000 else if (x) x = 0;
// wall_time: 30s
// cpu_time: 5s
// expect: COMPILE_LIMIT ~ nested too deeply
// expect: SYNTAX_ERROR
// expect: PROGRAM_THREW ~ Maximum call stack
// expect: value 0
let x = 0;
if (x) x = 1; @ELSE@
return x;
