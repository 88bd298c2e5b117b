// why: Templates within templates.
// repeat: OPEN 5000 `${
// repeat: CLOSE 5000 }`
// wall_time: 30s
// cpu_time: 5s
// expect: COMPILE_LIMIT ~ nested too deeply
// expect: SYNTAX_ERROR
// expect: PROGRAM_THREW ~ Maximum call stack
// expect: value "1"
return @OPEN@1@CLOSE@;
