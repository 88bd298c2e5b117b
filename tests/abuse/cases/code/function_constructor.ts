// why: Function, called and constructed.
// expect: value ["EvalError","EvalError","EvalError"]
const names: string[] = [];
for (const f of [() => Function('return 1')(), () => new Function('return 1')(), () => Reflect.construct(Function, ['return 1'])()]) { try { f(); names.push('ran'); } catch (error) { names.push((error as Error).name); } }
return names;
