// why: Deleting or redefining tools and containers harms only the program.
// expect: value "ended"
for (const name of ['external_echo', 'tools', 'codemode', 'console', 'input']) {
  try { delete (globalThis as Record<string, unknown>)[name]; } catch {}
  try { Object.defineProperty(globalThis, name, { get() { throw new Error('gone'); } }); } catch {}
}
return 'ended';
