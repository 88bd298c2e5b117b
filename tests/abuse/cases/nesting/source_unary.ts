// why: 50,000 operators in front of one operand.
// repeat: NOT 50000 !
// wall_time: 30s
// cpu_time: 5s
// expect: COMPILE_LIMIT ~ nested too deeply
// expect: SYNTAX_ERROR
// expect: PROGRAM_THREW ~ Maximum call stack
// expect: value true
return @NOT@true;
