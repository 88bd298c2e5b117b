// why: Tagged template objects and code caches carry no state over.
// expect: value 1
const tag = (strings: TemplateStringsArray) => strings;
const make = () => tag`a`;
const holder = make() as never as { count?: number };
try { holder.count = 5; } catch {}
return (make() as never as { count?: number }).count === undefined ? 1 : 2;
