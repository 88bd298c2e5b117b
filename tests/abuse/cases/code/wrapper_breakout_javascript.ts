// why: As JavaScript neither.
// language: javascript
// expect: SYNTAX_ERROR
return 1; }); globalThis.escaped = 1; (function () {
