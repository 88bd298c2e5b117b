// why: 5,000 transformed enums in one source.
// repeat: ENUMS 5000 { enum E { A, B = A << 1 } }
// wall_time: 30s
// cpu_time: 5s
// expect: value 1
// expect: COMPILE_LIMIT
@ENUMS@
return 1;
