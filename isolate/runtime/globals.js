// What a program finds, or misses, on its global object.

// A namespace object of Web IDL: between it and Object.prototype lies an empty object.
const programConsole = { __proto__: {} };
for (const name of ownKeys(consoleMethods)) hide(programConsole, name, showAsNative(name, consoleMethods[name]));
hide(global, 'console', programConsole);
defineProperty(programConsole, toStringTag, { __proto__: null, value: 'console', configurable: true });

// Names that models reach for, and what to use instead.
function missing(name, reason) {
  throw new NativeError(`${name} is not available in this sandbox: ${reason}. ${native.toolHint()}`);
}

const noNetwork = 'programs have no network';
const stubs = {
  __proto__: null,
  fetch() { missing('fetch', noNetwork); },
  require(id) { missing(`require(${typeof id === 'string' ? quote(slice(id, 0, 100)) : ''})`, 'there are no modules to load'); },
};
for (const name of ['fetch', 'require']) hide(global, name, showAsNative(name, stubs[name]));
for (const name of ['XMLHttpRequest', 'WebSocket']) {
  hide(global, name, showAsNative(name, function () { missing(name, noNetwork); }));
}

// Objects whose every use throws; symbols are answered with undefined, so that they can be awaited, printed and compared.
function trap(name, target, reason) {
  const refuse = (ignored, key) => (typeof key === 'symbol' || key === 'then' || key === 'toJSON' ? undefined : missing(typeof key === 'string' ? `${name}.${slice(key, 0, 100)}` : name, reason));
  const call = () => missing(name, reason);
  hide(global, name, new NativeProxy(target, { __proto__: null, get: refuse, set: refuse, has: () => false, deleteProperty: refuse, apply: call, construct: call }));
}

trap('process', {}, 'programs see no process, environment or arguments; the input is the global `input`');
trap('Buffer', showAsNative('Buffer', function () {}), 'this is not Node; use Uint8Array');

const performance = {};
hide(performance, 'now', showAsNative('now', () => native.now()));
defineProperty(performance, 'timeOrigin', { __proto__: null, get: showAsNative('get timeOrigin', () => native.timeOrigin()), enumerable: true, configurable: true });
hide(global, 'performance', performance);
