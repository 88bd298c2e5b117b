// why: call, apply and bind change nothing about which tool is called.
// tool: echo = echo
// tool: other = json "other"
// call: echo {"a":1}
// call: echo {"a":2}
// call: echo {"a":3}
// call: echo {"a":4}
// expect: value [{"a":1},{"a":2},{"a":3},{"a":4}]
return await Promise.all([
  external_echo.call(external_other, { a: 1 }),
  external_echo.apply(tools.other as never, [{ a: 2 }]),
  external_echo.bind({ tool: 1, index: 1 } as never, { a: 3 })({ a: 9 }),
  Reflect.apply(external_echo, new Proxy({}, { get() { throw new Error('forged'); } }), [{ a: 4 }]),
]);
