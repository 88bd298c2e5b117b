// why: eval of something other than a string is the identity, by the language; an object whose text is code stays an object.
// why: Refusing it is right as well: code from strings is off, and V8 asks its embedder before it looks at what it was given.
// expect: value true
// expect: PROGRAM_THREW ~ EvalError
const object = { toString: () => 'globalThis.ran = 1' };
return eval(object as never) === object && (globalThis as { ran?: number }).ran === undefined;
