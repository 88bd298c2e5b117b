// why: super at the top is no syntax.
// language: javascript
// expect: SYNTAX_ERROR
return super.constructor;
