// why: Nor close and call it.
// expect: SYNTAX_ERROR
})(); (async () => { globalThis.escaped = 1;
