// why: A digest is made of the bytes as they are, whatever the program's buffers, iterators and promises do.
// expect: value ["a9993e36","a9993e36",0]
let used = 0;
const bytes = new Uint8Array([97, 98, 99]);
const subtle = crypto.subtle, then = Promise.prototype.then;
Object.defineProperty(bytes, 'length', { get: () => { used += 1; return 1; } });
Object.defineProperty(bytes, 'buffer', { get: () => { used += 1; return new ArrayBuffer(1); } });
(Array.prototype as never as Record<symbol, unknown>)[Symbol.iterator] = () => { used += 1; throw new Error('used'); };
(globalThis as Record<string, unknown>).Promise = () => { used += 1; };
const hex = (digest: ArrayBuffer) => { let text = ''; const shown = new Uint8Array(digest); for (let i = 0; i < 4; ++i) text += (shown[i]! < 16 ? '0' : '') + shown[i]!.toString(16); return text; };
return [hex(await subtle.digest('SHA-1', bytes)), hex(await subtle.digest({ name: 'sha-1', get length() { used += 1; return 1; } } as never, bytes)), used];
