// What a program finds, or misses, on its global object.

const programConsole = {};
for (const name of ownKeys(consoleMethods)) hide(programConsole, name, consoleMethods[name]);
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
hide(global, 'fetch', stubs.fetch);
hide(global, 'require', stubs.require);
for (const name of ['XMLHttpRequest', 'WebSocket']) {
  const stub = { [name]: function () { missing(name, noNetwork); } }[name];
  hide(global, name, stub);
}

// Objects whose every use throws; symbols are answered with undefined, so that they can be awaited, printed and compared.
function trap(name, target, reason) {
  const refuse = (ignored, key) => (typeof key === 'symbol' || key === 'then' || key === 'toJSON' ? undefined : missing(typeof key === 'string' ? `${name}.${slice(key, 0, 100)}` : name, reason));
  const call = () => missing(name, reason);
  hide(global, name, new NativeProxy(target, { __proto__: null, get: refuse, set: refuse, has: () => false, deleteProperty: refuse, apply: call, construct: call }));
}

trap('process', {}, 'programs see no process, environment or arguments; the input is the global `input`');
trap('Buffer', function Buffer() {}, 'this is not Node; use Uint8Array');

const performance = {};
hide(performance, 'now', { now: () => native.now() }.now);
defineProperty(performance, 'timeOrigin', { __proto__: null, get: { timeOrigin: () => native.timeOrigin() }.timeOrigin, enumerable: true, configurable: true });
hide(global, 'performance', performance);
