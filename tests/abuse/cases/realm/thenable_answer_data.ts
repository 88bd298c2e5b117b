// why: An answer's own `then` that is no function is plain data.
// tool: thenable = json {"then":"not a function","a":1}
// expect: value {"then":"not a function","a":1}
return await external_thenable({});
