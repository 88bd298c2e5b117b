function f(this: { a: number }, b?: string): number { return boom(); }
f.call({ a: 1 })
