// Intrinsics, taken before any program runs: a program may replace every one of them for itself.

const { apply, getOwnPropertyDescriptor: reflectDescriptor, getPrototypeOf, ownKeys } = Reflect;
const uncurryThis = Function.prototype.bind.bind(Function.prototype.call);
const bind = uncurryThis(Function.prototype.bind);

// Object's own way to descriptors is much faster than Reflect's, but takes what is no object, too.
const { create, defineProperty, freeze, getOwnPropertyDescriptor: quickDescriptor, is, keys: objectKeys, setPrototypeOf } = Object;
const ObjectPrototype = Object.prototype;
const ArrayPrototype = Array.prototype;
const FunctionPrototype = Function.prototype;
const { isArray } = Array;
const { isFinite: isFiniteNumber, isInteger, parseFloat: toFloat, parseInt: toInt } = Number;
const toNumber = Number;
const toText = String;
const NativeError = Error;
const NativeTypeError = TypeError;
const NativeRangeError = RangeError;
const NativeProxy = Proxy;
const jsonStringify = JSON.stringify;

// A descriptor has only the half that its property needs. Here it has both, so that what a program puts on Object.prototype can't
// stand in for the other. (Taking its prototype away would do too, at ten times the cost.)
function Descriptor(value, get, set, enumerable) {
  this.value = value;
  this.get = get;
  this.set = set;
  this.enumerable = enumerable;
}
Descriptor.prototype = { __proto__: null };

function getOwnPropertyDescriptor(object, key) {
  const found = reflectDescriptor(object, key);
  if (found === undefined) return undefined;
  if (hasOwn(found, 'value')) return new Descriptor(found.value, undefined, undefined, found.enumerable);
  return new Descriptor(undefined, found.get, found.set, found.enumerable);
}

const propertyIsEnumerable = uncurryThis(Object.prototype.propertyIsEnumerable);
const hasOwn = uncurryThis(Object.prototype.hasOwnProperty);
const functionToString = uncurryThis(Function.prototype.toString);
const errorToString = uncurryThis(Error.prototype.toString);
const regExpToString = uncurryThis(RegExp.prototype.toString);
// Changes what RegExp.$1 and its kin answer with: only between programs.
const exec = uncurryThis(RegExp.prototype.exec);
const symbolToString = uncurryThis(Symbol.prototype.toString);
const bigintToString = uncurryThis(BigInt.prototype.toString);
const dateToISOString = uncurryThis(Date.prototype.toISOString);
const dateGetTime = uncurryThis(Date.prototype.getTime);
const numberValueOf = uncurryThis(Number.prototype.valueOf);
const stringValueOf = uncurryThis(String.prototype.valueOf);
const booleanValueOf = uncurryThis(Boolean.prototype.valueOf);
const charCodeAt = uncurryThis(String.prototype.charCodeAt);
const slice = uncurryThis(String.prototype.slice);
const indexOf = uncurryThis(String.prototype.indexOf);
const lastIndexOf = uncurryThis(String.prototype.lastIndexOf);
const toLowerCase = uncurryThis(String.prototype.toLowerCase);
const startsWith = uncurryThis(String.prototype.startsWith);
const repeat = uncurryThis(String.prototype.repeat);
const padEnd = uncurryThis(String.prototype.padEnd);
const toWellFormed = uncurryThis(String.prototype.toWellFormed);
const arraySort = uncurryThis(Array.prototype.sort);
const mapForEach = uncurryThis(Map.prototype.forEach);
const mapGet = uncurryThis(Map.prototype.get);
const mapSet = uncurryThis(Map.prototype.set);
const mapHas = uncurryThis(Map.prototype.has);
const mapDelete = uncurryThis(Map.prototype.delete);
const mapClear = uncurryThis(Map.prototype.clear);
const toFixed = uncurryThis(Number.prototype.toFixed);
const setForEach = uncurryThis(Set.prototype.forEach);
const mapSize = uncurryThis(getOwnPropertyDescriptor(Map.prototype, 'size').get);
const setSize = uncurryThis(getOwnPropertyDescriptor(Set.prototype, 'size').get);
const TypedArrayPrototype = getPrototypeOf(Uint8Array.prototype);
const typedArrayLength = uncurryThis(getOwnPropertyDescriptor(TypedArrayPrototype, 'length').get);
const typedArrayByteLength = uncurryThis(getOwnPropertyDescriptor(TypedArrayPrototype, 'byteLength').get);
const typedArrayName = uncurryThis(getOwnPropertyDescriptor(TypedArrayPrototype, Symbol.toStringTag).get);
const typedArrayBuffer = uncurryThis(getOwnPropertyDescriptor(TypedArrayPrototype, 'buffer').get);
const arrayBufferDetached = uncurryThis(getOwnPropertyDescriptor(ArrayBuffer.prototype, 'detached').get);
const arrayBufferByteLength = uncurryThis(getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get);
const dataViewByteLength = uncurryThis(getOwnPropertyDescriptor(DataView.prototype, 'byteLength').get);
const dataViewBuffer = uncurryThis(getOwnPropertyDescriptor(DataView.prototype, 'buffer').get);
const dataViewByteOffset = uncurryThis(getOwnPropertyDescriptor(DataView.prototype, 'byteOffset').get);
const symbolDescription = uncurryThis(getOwnPropertyDescriptor(Symbol.prototype, 'description').get);
// The own accessor by which V8 gives every error its stack.
const stackGetter = getOwnPropertyDescriptor(new Error(), 'stack')?.get;
const NativeMap = Map;
const NativeUint8Array = Uint8Array;
const toStringTag = Symbol.toStringTag;
const IteratorPrototype = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()));

// Appends without looking at setters that a program may have put on Array.prototype.
function append(array, value) {
  defineProperty(array, array.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function setOwn(object, key, value) {
  defineProperty(object, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function hide(object, key, value) {
  defineProperty(object, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

function join(parts, separator) {
  let text = '';
  for (let i = 0; i < parts.length; ++i) text += i === 0 ? parts[i] : separator + parts[i];
  return text;
}

// A function of ours as a program may hold it: like those of the language it shows no source, is no constructor unless
// `implementation` is one, and has the name and the length that it is given.
function showAsNative(name, implementation, length = implementation.length) {
  const bound = bind(implementation, undefined);
  defineProperty(bound, 'name', { __proto__: null, value: name, configurable: true });
  defineProperty(bound, 'length', { __proto__: null, value: length, configurable: true });
  return bound;
}

// By hand: a regular expression would leave its match in the program's RegExp.$1 and its kin.
function isIdentifier(key) {
  for (let i = 0; i < key.length; ++i) {
    const code = charCodeAt(key, i);
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36;
    if (!letter && (i === 0 || code < 48 || code > 57)) return false;
  }
  return key !== '';
}

// How a path goes on after `path` with `key`: `.name`, `[0]` or `["odd key"]`.
function pathTo(path, key) {
  return key.length <= 100 && isIdentifier(key) ? `${path}.${key}` : `${path}[${jsonStringify(key.length > 100 ? slice(key, 0, 100) + '…' : key)}]`;
}
