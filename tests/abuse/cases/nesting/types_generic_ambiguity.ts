// why: `<` that may open type arguments makes a parser look ahead and go back: exponentially, if it is careless.
// repeat: AMBIGUOUS 40 a<(
// repeat: CLOSE 40 )
// wall_time: 30s
// cpu_time: 5s
// expect: SYNTAX_ERROR
// expect: value false
// expect: value true
const a: any = 1;
return @AMBIGUOUS@0@CLOSE@;
