// why: Line separators, lone surrogates in escapes and bidi controls keep positions and values.
// expect: value "a\u2028b\u202ec"
return 'a\u2028b\u202ec';
