// why: Registered symbols carry nothing over.
// expect: value "left"
const key = Symbol.for('leftover');
(globalThis as Record<symbol, unknown>)[key] = 'secret';
Object.prototype[key as never] = 'secret' as never;
return 'left';
