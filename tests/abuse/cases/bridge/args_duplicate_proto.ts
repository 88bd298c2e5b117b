// why: An own `__proto__` in arguments is sent as it is.
// call: echo {"__proto__":{"x":1}}
// expect: value 1
await external_echo(JSON.parse('{"__proto__":{"x":1}}'));
return 1;
