/*---
negative:
  phase: parse
  type: SyntaxError
---*/
$DONOTEVALUATE(); let a, a;
