// why: A tool function is no constructor.
// sent: 0
// expect: value ["TypeError","TypeError","TypeError"]
const names: string[] = [];
for (const f of [() => new (external_echo as never as new () => unknown)(), () => Reflect.construct(external_echo as never, [{}]), () => new (class extends (external_echo as never as new () => object) {})()]) {
  try { f(); names.push('constructed'); } catch (error) { names.push((error as Error).name); }
}
return names;
