// why: Decorators are refused, not dropped.
// expect: UNSUPPORTED_SYNTAX
function log(..._: unknown[]) {}
@log class A {}
return 1;
