// why: import.meta is no way to a path.
// expect: UNSUPPORTED_SYNTAX ~ import.meta
// expect: SYNTAX_ERROR
return import.meta.url;
