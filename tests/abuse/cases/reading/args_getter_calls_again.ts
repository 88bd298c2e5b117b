// why: A getter of the arguments calls the tool: ids stay in order, nothing is mixed up.
// call: echo {"inner":true}
// call: echo {"a":1}
// expect: value {"a":1}
return await external_echo({ get a() { void external_echo({ inner: true }); return 1; } });
