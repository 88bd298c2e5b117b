// why: A revoked proxy can't be read.
// expect: PROGRAM_THREW ~ revoked
// expect: RESULT_NOT_SERIALIZABLE
const { proxy, revoke } = Proxy.revocable({}, {});
setTimeout(() => revoke(), 0);
const holder = { proxy };
await new Promise((resolve) => setTimeout(resolve, 1));
return holder;
