// why: What JSON can't hold fails inside the program, and is not sent.
// sent: 0
// expect: value [true,true,true,true]
const cycle: Record<string, unknown> = {};
cycle.self = cycle;
const caught: boolean[] = [];
for (const bad of [cycle, { f: () => 1 }, { big: 1n }, { s: Symbol('s') }]) { try { await external_echo(bad); caught.push(false); } catch (error) { caught.push(error instanceof Error); } }
return caught;
