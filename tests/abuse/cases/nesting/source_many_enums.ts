// why: 5,000 transformed enums in one source take a time that grows with their square: the compiler may come to its time limit.
// repeat: ENUMS 5000 { enum E { A, B = A << 1 } }
// wall_time: 30s
// cpu_time: 5s
// expect: value 1
// expect: COMPILE_LIMIT ~ compiling the program took
@ENUMS@
return 1;
