// why: Nobody's caller can be reached: neither the wrapper's nor the bridge's.
// expect: value []
const found: string[] = [];
const sloppy = function (this: unknown) {
  for (const read of [() => (sloppy as never as { caller: unknown }).caller, () => (sloppy as never as { arguments: unknown }).arguments]) {
    try { const value = read(); if (value !== null && value !== undefined) found.push(typeof value); } catch {}
  }
  return 1;
};
external_echo({ toJSON: sloppy });
await external_echo({ get a() { return sloppy(); } });
[1].map(sloppy);
return found.filter((type) => type === 'function');
