// why: `input` may be redeclared.
// input: 5
// expect: value 7
let input = 7;
return input;
