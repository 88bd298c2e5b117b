// why: What stands in for process leads nowhere either.
// expect: value []
const got: string[] = [];
for (const name of ['process', 'Buffer', 'fetch', 'require', 'XMLHttpRequest', 'WebSocket']) {
  try {
    const value = (globalThis as Record<string, { constructor: { constructor: (code: string) => () => unknown } }>)[name];
    if (value !== undefined && value.constructor.constructor('return 1')() === 1) got.push(name);
  } catch {}
}
return got;
