// why: Async stack frames give no reference to a realm.
// expect: value "string"
async function inner() { await null; throw new Error('x'); }
return await inner().catch((error: Error) => typeof error.stack);
