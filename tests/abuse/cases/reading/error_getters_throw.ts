// why: Getters that throw while an error is described.
// expect: PROGRAM_THREW
const bomb = { get() { throw new Error('again'); } };
throw Object.defineProperties(new Error('x'), { message: bomb, name: bomb, stack: bomb, code: bomb, data: bomb });
