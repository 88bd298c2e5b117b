// why: From every function in reach, constructor.constructor compiles nothing.
// expect: value []
const opened: string[] = [];
const tries: unknown[] = [external_echo, tools, tools.echo, console, console.log, setTimeout, Promise.resolve(), globalThis, input, (await external_echo({ a: 1 })) as object, performance, performance.now];
for (const [i, value] of tries.entries()) {
  for (let at = value as { constructor?: unknown } | undefined, depth = 0; at !== undefined && at !== null && depth < 5; ++depth, at = at.constructor as never) {
    try { const result = (at as never as (code: string) => () => unknown)('return this')(); if (result !== undefined) opened.push(`${i}.${depth}`); } catch {}
    try { const result = new (at as never as new (code: string) => () => unknown)('return this')(); if (result === globalThis) opened.push(`new ${i}.${depth}`); } catch {}
  }
}
return opened;
