// why: A left-deep tree of 50,000 additions.
// repeat: PLUS 50000 +1
// wall_time: 30s
// cpu_time: 5s
// expect: COMPILE_LIMIT
// expect: SYNTAX_ERROR
// expect: PROGRAM_THREW ~ Maximum call stack
// expect: value 50000
return 0@PLUS@;
