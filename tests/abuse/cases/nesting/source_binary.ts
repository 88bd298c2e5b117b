// why: A left-deep tree of 50,000 additions.
// why: A compiler without JIT may come to its time limit before it comes to the end of its stack.
// repeat: PLUS 50000 +1
// wall_time: 30s
// cpu_time: 5s
// expect: COMPILE_LIMIT ~ nested too deeply
// expect: COMPILE_LIMIT ~ compiling the program took
// expect: SYNTAX_ERROR
// expect: PROGRAM_THREW ~ Maximum call stack
// expect: value 50000
return 0@PLUS@;
