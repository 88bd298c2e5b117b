// why: Sloppy `with` over a proxy sees the program's own names only.
// language: javascript
// expect: value []
const seen = [];
const spy = new Proxy({}, { has(_, key) { if (typeof key === 'string') seen.push(key); return false; } });
const read = function () {};
try { seen.length = 0; console.log(Reflect.has(spy, 'x')); seen.length = 0; await external_echo({}); } catch {}
return seen;
