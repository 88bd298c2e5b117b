// why: The wrapper is no generator.
// language: javascript
// expect: SYNTAX_ERROR
yield 1;
