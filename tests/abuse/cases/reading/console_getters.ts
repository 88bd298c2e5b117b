// why: Printing names getters and doesn't run them.
// expect: value 1
console.log({ get a() { for (;;) {} } }, new Proxy({}, { get() { for (;;) {} }, ownKeys() { for (;;) {} } }));
return 1;
