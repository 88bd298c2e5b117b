// why: A tool function can't be told to be another tool by its properties.
// tool: echo = echo
// tool: other = json "other"
// call: echo {"a":1}
// expect: value {"a":1}
for (const [key, value] of Object.entries({ name: 'other', tool: 'other', index: 1, id: 1, length: 9, toString: () => 'other', data: 1 })) {
  try { Object.defineProperty(external_echo, key, { value, configurable: true }); } catch {}
}
try { Object.setPrototypeOf(external_echo, tools.other as never); } catch {}
return await external_echo({ a: 1 });
