// why: A program may declare any name: it can't clash with, or read, names of the wrapper.
// expect: value "undefined,undefined,undefined,undefined"
return [typeof native, typeof bundle, typeof isobridge, typeof resolver].join();
