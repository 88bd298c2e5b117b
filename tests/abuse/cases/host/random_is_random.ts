// why: crypto has no file of the host behind it, and is seeded.
// expect: value [true,true]
const crypto = (globalThis as never as { crypto: { getRandomValues(to: Uint8Array): Uint8Array; randomUUID(): string } }).crypto;
return [crypto.getRandomValues(new Uint8Array(32)).some((byte) => byte !== 0), /^[0-9a-f-]{36}$/.test(crypto.randomUUID())];
