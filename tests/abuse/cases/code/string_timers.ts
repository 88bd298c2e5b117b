// why: Timers take functions only.
// expect: value ["TypeError","TypeError",null]
const names: string[] = [];
for (const set of [setTimeout, setInterval] as never as ((code: string, delay: number) => void)[]) { try { set('globalThis.ran = 1', 0); names.push('set'); } catch (error) { names.push((error as Error).name); } }
await new Promise((resolve) => setTimeout(resolve, 5));
return [...names, (globalThis as { ran?: number }).ran ?? null];
