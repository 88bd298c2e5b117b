// why: Numbers keep JSON's form: no NaN, no Infinity, no hexadecimal.
// call: echo {"a":null,"b":null,"c":1e+300,"d":0}
// expect: value 1
await external_echo({ a: NaN, b: Infinity, c: 1e300, d: -0 });
return 1;
