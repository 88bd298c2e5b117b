// why: Nothing that can be reached by properties, prototypes and accessors from any global or literal is one of them.
// wall_time: 30s
// cpu_time: 5s
// expect: value []
const forbidden = /^(WebAssembly|SharedArrayBuffer|Atomics|WeakRef|FinalizationRegistry|Memory|Module|Instance|Table|Tag|JSTag|Suspending)\b/;
const seen = new Set<unknown>();
const found: string[] = [];
const queue: [string, unknown][] = [['globalThis', globalThis], ['async', async () => {}], ['generator', (function* () {})()], ['asyncGenerator', (async function* () {})()], ['class', class { static #p = 1; }], ['arguments', (function () { return arguments; })()], ['mapIterator', new Map().entries()], ['segments', new Intl.Segmenter('en').segment('a')], ['matchAll', 'a'.matchAll(/a/g)], ['wrap', (Iterator as never as { from(o: object): unknown }).from({ next() {} })], ['helper', [1].values().map((x) => x)], ['error', new Error('x')], ['promise', external_echo({}).catch(() => {})], ['buffer', new ArrayBuffer(8)], ['answer', await external_echo({ a: 1 })]];
while (queue.length > 0 && seen.size < 50_000) {
  const [path, value] = queue.pop()!;
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) continue;
  seen.add(value);
  if (/^globalThis\.(process|Buffer)/.test(path)) continue;
  try { const tag = Object.prototype.toString.call(value); if (forbidden.test(tag.slice(8, -1))) found.push(`${path} ${tag}`); } catch {}
  try { if (typeof value === 'function' && forbidden.test(value.name)) found.push(`${path} ${value.name}`); } catch {}
  try { queue.push([`${path}.__proto__`, Reflect.getPrototypeOf(value as object)]); } catch {}
  let keys: PropertyKey[] = [];
  try { keys = Reflect.ownKeys(value as object); } catch {}
  for (const key of keys) {
    const descriptor = Reflect.getOwnPropertyDescriptor(value as object, key);
    if (descriptor === undefined) continue;
    for (const part of ['value', 'get', 'set'] as const) queue.push([`${path}.${String(key)}${part === 'value' ? '' : ':' + part}`, descriptor[part]]);
  }
}
return found;
