// why: A replaced JSON is not what the bridge uses.
// call: echo {"a":1}
// expect: value {"a":1}
JSON.stringify = () => '"forged"';
JSON.parse = () => 'forged';
globalThis.JSON = { stringify: () => '"forged"', parse: () => 'forged' } as never;
return await external_echo({ a: 1 });
