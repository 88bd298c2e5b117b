// why: The garbage collector can't be observed through what is left of weak collections.
// wall_time: 30s
// cpu_time: 5s
// expect: value true
const map = new WeakMap<object, number>();
let key: object | undefined = {};
map.set(key, 1);
key = undefined;
for (let i = 0; i < 200; ++i) new Array(10_000).fill({});
return !('size' in map) && (map as never as { [Symbol.iterator]?: unknown })[Symbol.iterator] === undefined && typeof (globalThis as { gc?: unknown }).gc === 'undefined';
