// why: A Map is read by its own contents, whatever its iterator says.
// warning: LOSSY_RESULT
// expect: value {"a":1}
Map.prototype[Symbol.iterator] = function () { for (;;) {} } as never;
Map.prototype.forEach = function () { for (;;) {} };
return new Map<string, number>().set('a', 1);
