// What only C++ can do. The worker fills this in when it takes the context out of the snapshot.

let native = null;

// The numbers that native.kind answers with (worker/value_kind.h).
const kind = {
  __proto__: null,
  other: 0, proxy: 1, map: 2, set: 3, date: 4, regExp: 5, error: 6, promise: 7, typedArray: 8, arrayBuffer: 9, dataView: 10,
  number: 11, string: 12, boolean: 13, symbol: 14, bigint: 15, weak: 16, generator: 17, mapIterator: 18, setIterator: 19,
  arguments: 20, asyncFunction: 21, generatorFunction: 22,
};
