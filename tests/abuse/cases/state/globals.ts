// why: Globals of one program are not there for the next (the control program looks).
// expect: value "left"
(globalThis as Record<string, unknown>).leftover = 'secret';
Object.defineProperty(globalThis, 'Array', { value: class Evil {} });
var hoisted = 1;
return 'left';
