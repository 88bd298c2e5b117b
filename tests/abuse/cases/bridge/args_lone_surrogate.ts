// why: A lone surrogate leaves as valid UTF-8 JSON.
// sent: 1
// expect: value 1
await external_echo({ text: '\ud800', '\udc00': 1 });
return 1;
