// why: Parentheses nested 20,000 deep overflow a recursive parser: a typed refusal, not a dead compiler.
// why: Where the stack suffices, the value is right.
// repeat: OPEN 20000 (
// repeat: CLOSE 20000 )
// wall_time: 30s
// cpu_time: 5s
// expect: COMPILE_LIMIT ~ nested too deeply
// expect: SYNTAX_ERROR
// expect: PROGRAM_THREW ~ Maximum call stack
// expect: value 1
return @OPEN@1@CLOSE@;
