// why: What a program finds in them at its start is empty.
// expect: value ["","","","",""]
return [RegExp.$1, RegExp.lastMatch, RegExp.lastParen, RegExp.leftContext, RegExp.input];
