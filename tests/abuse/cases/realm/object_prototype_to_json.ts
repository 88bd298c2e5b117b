// why: Object.prototype.toJSON is the program's own right: it changes the program's own values and nothing else.
// call: echo "mine"
// expect: value "mine"
(Object.prototype as never as { toJSON: unknown }).toJSON = () => 'mine';
return await external_echo({ a: 1 });
