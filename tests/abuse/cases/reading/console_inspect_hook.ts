// why: Node's custom inspection symbol is no way into the printing code.
// expect: value 1
console.log({ [Symbol.for('nodejs.util.inspect.custom')]() { for (;;) {} }, inspect() { for (;;) {} } });
return 1;
