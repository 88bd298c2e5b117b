// why: A chain of 20,000 member accesses.
// repeat: CHAIN 20000 .a
// wall_time: 30s
// cpu_time: 5s
// expect: COMPILE_LIMIT ~ nested too deeply
// expect: SYNTAX_ERROR
// expect: PROGRAM_THREW ~ Maximum call stack
// expect: value true
const o: any = {}; o.a = o;
return (o@CHAIN@) === o;
