// why: Inherited and special names of the tool containers are no tools.
// sent: 0
// expect: value []
const found: string[] = [];
for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', '__defineGetter__', 'call', 'apply', '']) {
  try {
    const value = (tools as Record<string, unknown>)[name];
    if (typeof value === 'function' && value !== (Object.prototype as never as Record<string, unknown>)[name]) { await (value as (a: object) => Promise<unknown>)({}); found.push(name); }
  } catch {}
}
return found;
