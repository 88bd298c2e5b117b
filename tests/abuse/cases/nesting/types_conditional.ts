// why: Conditional types within conditional types.
// repeat: COND 5000 T extends 1 ? 1 :
// wall_time: 30s
// cpu_time: 5s
// expect: COMPILE_LIMIT ~ nested too deeply
// expect: SYNTAX_ERROR
// expect: value 1
type Deep<T> = @COND@ 2;
return 1;
