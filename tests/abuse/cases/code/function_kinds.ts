// why: The constructors of async functions, generators and async generators.
// expect: value ["EvalError","EvalError","EvalError"]
const names: string[] = [];
for (const f of [async function () {}, function* () {}, async function* () {}]) { try { new ((f as Function).constructor as FunctionConstructor)('return 1'); names.push('made'); } catch (error) { names.push((error as Error).name); } }
return names;
