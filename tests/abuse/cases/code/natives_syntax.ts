// why: V8's %-natives are no syntax here.
// expect: SYNTAX_ERROR
return %GetOptimizationStatus(() => 1);
