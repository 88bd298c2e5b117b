// why: What a program leaves on a template object, which is frozen, and on what it inherits from, the next doesn't find: not even
// why: the same text, whose code may come from a cache.
// twice: same
// expect: value [true,null]
const tag = (strings: TemplateStringsArray) => strings as { leftover?: string };
const make = () => tag`left`;
const found = make().leftover ?? null;
try { make().leftover = 'secret'; } catch {}
(Array.prototype as never as { leftover?: string }).leftover = 'secret';
return [make() === make(), found];
