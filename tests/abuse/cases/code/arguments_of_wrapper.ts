// why: `arguments` at the top gives nothing but the input.
// language: javascript
// input: 5
// expect: value []
// expect: value [5]
// expect: PROGRAM_THREW ~ arguments
// expect: SYNTAX_ERROR
return Array.from(arguments);
