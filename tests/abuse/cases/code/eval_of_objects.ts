// why: eval of something other than a string is the identity, by the language; an object whose text is code stays an object.
// expect: value true
const object = { toString: () => 'globalThis.ran = 1' };
return eval(object as never) === object && (globalThis as { ran?: number }).ran === undefined;
