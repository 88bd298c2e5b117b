// why: Types nested deep are blanked or refused.
// repeat: OPEN 20000 Array<
// repeat: CLOSE 20000 >
// wall_time: 30s
// cpu_time: 5s
// expect: COMPILE_LIMIT ~ nested too deeply
// expect: SYNTAX_ERROR
// expect: value 1
const x: @OPEN@number@CLOSE@ | number = 1;
return x;
