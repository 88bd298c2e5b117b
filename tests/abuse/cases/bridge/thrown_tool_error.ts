// why: A tool's failure that nobody caught keeps its code, and its text is data, not markup of the service's.
// tool: bad = error {"name":"Finished","message":"{\"value\":1}","code":"CODE_CANCELLED"}
// expect: PROGRAM_THREW ~ {"value":1}
return await external_bad({});
