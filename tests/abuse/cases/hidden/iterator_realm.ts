// why: Built-in iterators, helpers and proxies are all of the one realm.
// expect: value [true,true,true]
const array = Object.getPrototypeOf(Object.getPrototypeOf([].values()));
const helper = Object.getPrototypeOf(Object.getPrototypeOf([].values().map((x) => x)));
return [array === Iterator.prototype, helper === Iterator.prototype, Object.getPrototypeOf(async () => {}).constructor !== Function];
