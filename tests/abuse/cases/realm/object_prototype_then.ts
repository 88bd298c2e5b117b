// why: A `then` on Object.prototype makes every answer a thenable; only the program itself is affected.
// expect: value "taken"
(Object.prototype as { then?: unknown }).then = function (resolve: (value: string) => void) { delete (Object.prototype as { then?: unknown }).then; resolve('taken'); };
return await external_echo({ a: 1 });
