// why: Indirectly neither, under any name.
// expect: value ["EvalError","EvalError","EvalError"]
const names: string[] = [];
for (const run of [(0, eval), globalThis['eval'], Reflect.get(globalThis, 'ev' + 'al')] as ((code: string) => unknown)[]) { try { run('1'); names.push('ran'); } catch (error) { names.push((error as Error).name); } }
return names;
