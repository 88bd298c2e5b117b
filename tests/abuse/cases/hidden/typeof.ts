// why: typeof, Reflect and descriptors agree.
// expect: value ["undefined","undefined","undefined",true]
return [typeof WebAssembly, typeof SharedArrayBuffer, typeof Atomics, Reflect.ownKeys(globalThis).every((key) => !/WebAssembly|SharedArrayBuffer|Atomics|WeakRef|FinalizationRegistry/.test(String(key)))];
