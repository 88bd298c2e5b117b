// why: A getter of the result calls a tool: either the call never leaves or the client is told that it is void.
// expect: value {"a":1}
return { get a() { void external_echo({ from: 'getter' }); return 1; } };
