// why: `this` at the top and in a sloppy function is the program's own global object or undefined.
// language: javascript
// expect: value [true,true]
return [this === undefined || this === globalThis, (function () { return this === undefined || this === globalThis; })()];
