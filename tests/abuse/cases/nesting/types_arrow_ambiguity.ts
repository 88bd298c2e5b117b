// why: `(` that may open an arrow function's parameters, nested.
// repeat: AMBIGUOUS 30 (x = 
// repeat: CLOSE 30 )
// wall_time: 30s
// cpu_time: 5s
// expect: SYNTAX_ERROR
// expect: value 1
let x: any;
return @AMBIGUOUS@1@CLOSE@;
