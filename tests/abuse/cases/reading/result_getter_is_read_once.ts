// why: The result's getters run once: with a second read a value could differ from the one that was checked.
// expect: value {"a":1}
let reads = 0;
return { get a() { return ++reads; } };
