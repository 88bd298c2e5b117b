// why: Replaced Error constructors don't make the service's errors.
// calls: 1
// expect: value [true,"CALL_LIMIT"]
const Native = Error;
globalThis.Error = class { constructor() { throw 'forged'; } } as never;
globalThis.RangeError = globalThis.TypeError = globalThis.Error as never;
await external_echo({});
return await external_echo({}).catch((error: { code: string }) => [error instanceof Native, error.code]);
