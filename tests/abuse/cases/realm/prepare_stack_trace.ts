// why: Error.prepareStackTrace gets no call sites of the service's functions, and no receiver or function objects.
// expect: value []
const leaks: string[] = [];
Error.prepareStackTrace = (_, sites) => {
  for (const site of sites as never as { getThis(): unknown; getFunction(): unknown; getFileName(): string }[]) {
    if (site.getThis() !== undefined) leaks.push('this');
    if (site.getFunction() !== undefined) leaks.push('function');
    if (!/^program\.ts$/.test(site.getFileName() ?? '')) leaks.push(String(site.getFileName()));
  }
  return 'prepared';
};
void new Error('a').stack;
try { external_echo({ toJSON() { void new Error('b').stack; return 1; } }); } catch {}
console.log(new Error('c'));
await external_echo({ get a() { void new Error('d').stack; return 1; } });
return leaks;
