// why: JavaScript's HTML-like comments don't hide code from the compiler that the engine sees, or the other way round.
// expect: SYNTAX_ERROR
// expect: value false
let x = 1;
return x <!-- x;
