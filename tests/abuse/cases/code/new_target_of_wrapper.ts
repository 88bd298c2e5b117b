// why: new.target at the top is undefined or no syntax.
// language: javascript
// expect: value true
// expect: SYNTAX_ERROR
return new.target === undefined;
