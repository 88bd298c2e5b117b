// why: A program may shadow a tool for itself; the service still calls what the manifest says, under the numbers it gave.
// call: echo {"a":1}
// expect: value {"a":1}
const original = external_echo;
try { (globalThis as { external_echo: unknown }).external_echo = () => 'forged'; } catch {}
try { (tools as Record<string, unknown>).echo = () => 'forged'; } catch {}
return await original({ a: 1 });
