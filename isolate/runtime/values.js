// Values on their way out: the result, and the arguments of calls.
//
// Most are plain: null, booleans, finite numbers, strings, arrays and plain objects of these. shapeOf finds that out, running no code
// of the program, and C++ then writes them at once. The others (also whatever has a getter or is a proxy) are converted here into
// plain ones, which reads each property once, with a warning for what changed:
//   undefined        left out of an object, null in an array
//   NaN, Infinity    null
//   Date             what its toJSON says: an ISO string
//   Map              an object if all keys are strings, else an array of [key, value]
//   Set              an array
//   typed array, ArrayBuffer, DataView   an attachment, if the client takes any, and '' in its place; else an array of numbers
//   Error            an object of name, message and its own properties
//   RegExp           its text
//   what keeps its contents to itself (an iterator, a WeakMap, URLSearchParams)   an empty object
// Functions, symbols, BigInts (unless BigInt.prototype.toJSON exists), promises, cycles and detached buffers are refused with their
// path. -0 is 0, and properties that are not enumerable, or whose keys are symbols, are left out, as JSON.stringify has it.

const plain = 0;
const lossy = 1;
const tooLarge = 2;
const maxPlainDepth = 100;

// What native.reading answers with.
const reading = { __proto__: null, runsCode: 0, object: 1, array: 2, longArray: 3 };

// Bytes that the JSON of what was seen so far takes at least.
let weight = 0;

// 0: plain; 1: to be converted; else the JSON is longer than `maxBytes`, and takes at least as many bytes as is answered.
function shapeOf(value, maxBytes) {
  weight = 0;
  if (hasOwn(ObjectPrototype, 'toJSON') || hasOwn(ArrayPrototype, 'toJSON')) return lossy;
  // What descriptors inherit.
  if (hasOwn(ObjectPrototype, 'get') || hasOwn(ObjectPrototype, 'set')) return lossy;
  for (const inherited in ObjectPrototype) return lossy; // eslint-disable-line no-unused-vars
  const shape = shapeWithin(value, maxBytes, 0, false);
  return shape === tooLarge ? weight : shape;
}

// `element`: it comes out of an array, where native.reading has found it to be no proxy.
function shapeWithin(value, maxBytes, depth, element) {
  switch (typeof value) {
    case 'string':
      weight += value.length + 2;
      return weight > maxBytes ? tooLarge : plain;
    case 'number':
      weight += 1;
      return value - value === 0 ? plain : lossy;
    case 'boolean':
      weight += 4;
      return plain;
    case 'object':
      break;
    default:
      return lossy;
  }
  if (value === null) {
    weight += 4;
    return plain;
  }
  if (depth >= maxPlainDepth) return lossy;
  weight += 1;
  if (weight > maxBytes) return tooLarge;
  const how = element && !isArray(value) ? reading.object : native.reading(value, maxBytes - weight);
  if (how === reading.runsCode) return lossy;
  if (how === reading.longArray) {
    weight += value.length;
    return tooLarge;
  }
  if (how === reading.array) {
    if (getPrototypeOf(value) !== ArrayPrototype) return lossy;
    const length = value.length;
    weight += length;
    for (let i = 0; i < length; ++i) {
      const shape = shapeWithin(value[i], maxBytes, depth + 1, true);
      if (shape !== plain) return shape;
    }
    return plain;
  }
  const prototype = getPrototypeOf(value);
  if (prototype !== ObjectPrototype && prototype !== null) return lossy;
  for (const key in value) {
    const property = quickDescriptor(value, key);
    if (property === undefined || property.get !== undefined || property.set !== undefined) return lossy;
    weight += key.length + 4;
    const shape = shapeWithin(property.value, maxBytes, depth + 1, false);
    if (shape !== plain) return shape;
  }
  return plain;
}

const maxWarnings = 20;

function refuse(path, problem) {
  throw new NativeTypeError(`${path} ${problem}`);
}

// Thrown, and caught by `convert`: no program gets hold of it.
const overweight = { __proto__: null };

function warn(state, path, text) {
  if (state.warned < maxWarnings) append(state.warnings, `${path} ${text}`);
  state.warned += 1;
}

function weigh(state, bytes) {
  state.weight += bytes;
  if (state.weight > state.maxBytes) throw overweight;
}

function convertPrimitive(state, value, path) {
  switch (typeof value) {
    case 'number':
      weigh(state, 1);
      if (isFiniteNumber(value)) return value;
      warn(state, path, `was ${value} and is now null`);
      return null;
    case 'string':
      weigh(state, value.length + 2);
      return value;
    case 'function': return refuse(path, 'is a function, which JSON can\'t hold: call it, or leave it out');
    case 'symbol': return refuse(path, 'is a symbol, which JSON can\'t hold: use a string');
    case 'bigint': return refuse(path, 'is a BigInt, which JSON can\'t hold: use Number(x) or String(x)');
    case 'undefined': return undefined;
    default:
      weigh(state, 4);
      return value;
  }
}

// undefined where there is nothing to write.
function convertValue(state, holder, key, path) {
  let value = holder[key];
  let type = value !== null && typeof value === 'object' ? native.kind(value) : kind.other;
  if (isObject(value) || typeof value === 'bigint') {
    const toJSON = value.toJSON;
    if (typeof toJSON === 'function') {
      const wasDate = type === kind.date;
      value = apply(toJSON, value, [toText(key)]);
      if (wasDate && value === null) {
        warn(state, path, 'was an invalid Date and is now null');
      } else if (wasDate && state.strict) {
        warn(state, path, 'was a Date and is now a string');
      }
      type = value !== null && typeof value === 'object' ? native.kind(value) : kind.other;
    }
  }
  if (value === null || typeof value !== 'object') return convertPrimitive(state, value, path);
  for (let i = 0; i < state.ancestors.length; ++i) {
    if (state.ancestors[i] === value) refuse(path, `refers back to ${state.paths[i]}: JSON can't hold a cycle`);
  }
  append(state.ancestors, value);
  append(state.paths, path);
  const converted = convertObject(state, value, type, path);
  state.ancestors.length -= 1;
  state.paths.length -= 1;
  return converted;
}

function convertObject(state, value, type, path) {
  weigh(state, 1);
  switch (type) {
    case kind.number: return convertPrimitive(state, toNumber(value), path);
    case kind.string: return convertPrimitive(state, toText(value), path);
    case kind.boolean: return booleanValueOf(value);
    case kind.bigint: return refuse(path, 'is a BigInt, which JSON can\'t hold: use Number(x) or String(x)');
    case kind.symbol: return refuse(path, 'is a symbol, which JSON can\'t hold: use a string');
    case kind.promise: return refuse(path, 'is a Promise: await it');
    case kind.map: return convertMap(state, value, path);
    case kind.set: {
      warn(state, path, 'was a Set and is now an array');
      const items = [];
      setForEach(value, (item) => append(items, item));
      return convertArray(state, items, path);
    }
    case kind.typedArray: case kind.arrayBuffer: case kind.dataView:
      if (arrayBufferDetached(bufferOf(value, type))) refuse(path, 'is a detached buffer, whose bytes were transferred: use what they were transferred to');
      if (state.attachments !== null) return attach(state, value, type, path);
  }
  switch (type) {
    case kind.typedArray:
      warn(state, path, `was a ${typedArrayName(value)} and is now an array`);
      return convertNumbers(state, value, path);
    case kind.arrayBuffer:
      warn(state, path, 'was an ArrayBuffer and is now an array of bytes');
      return convertNumbers(state, new NativeUint8Array(value), path);
    case kind.dataView:
      warn(state, path, 'was a DataView and is now an array of bytes');
      return convertNumbers(state, new NativeUint8Array(dataViewBuffer(value), dataViewByteOffset(value), dataViewByteLength(value)), path);
    case kind.regExp:
      warn(state, path, 'was a RegExp and is now a string');
      return native.regExpText(value);
    case kind.error:
      warn(state, path, 'was an Error and is now an object');
      return convertProperties(state, value, path, { __proto__: null, name: errorField(state, value, 'name'), message: errorField(state, value, 'message') });
    default:
  }
  if (isArray(value)) return convertArray(state, value, path);
  if (keepsItsContents(value, type)) warn(state, path, `was ${oneOf(value)} whose contents JSON can't hold`);
  return convertProperties(state, value, path, create(null));
}

// An object of a class, of which JSON would show nothing, or not what it is for.
function keepsItsContents(value, type) {
  if (type === kind.proxy) return false;
  if (type === kind.weak || type === kind.generator || type === kind.mapIterator || type === kind.setIterator) return true;
  const prototype = getPrototypeOf(value);
  return prototype !== null && prototype !== ObjectPrototype && objectKeys(value).length === 0;
}

// "an Array Iterator", "a WeakMap"
function oneOf(value) {
  const tag = quietGet(value, toStringTag);
  const name = typeof tag === 'string' && tag !== '' ? tag : constructorName(value) ?? 'object';
  return `${indexOf('AEIOaeio', slice(name, 0, 1)) >= 0 ? 'an' : 'a'} ${name.length > 100 ? slice(name, 0, 100) : name}`;
}

// What the supervisor takes of one text (bridge/attachments).
const maxAttachments = 1000;
const maxPointerLength = 3000;

function bufferOf(value, type) {
  return type === kind.arrayBuffer ? value : type === kind.dataView ? dataViewBuffer(value) : typedArrayBuffer(value);
}

function attach(state, value, type, path) {
  const names = { __proto__: null, [kind.arrayBuffer]: 'ArrayBuffer', [kind.dataView]: 'DataView' };
  if (state.attachments.length === maxAttachments) refuse(path, `comes after ${maxAttachments} other buffers, which is the limit: join some of them`);
  const bytes = type === kind.arrayBuffer ? arrayBufferByteLength(value) : type === kind.dataView ? dataViewByteLength(value) : typedArrayByteLength(value);
  const keys = setPrototypeOf([], null);
  let pointerLength = 0;
  for (let i = 0; i < state.keys.length; ++i) {
    const key = state.keys[i];
    if (toWellFormed(key) !== key) refuse(path, 'is a buffer below a key that is no Unicode text: rename the key');
    append(keys, key);
    pointerLength += key.length + 1;
  }
  if (pointerLength > maxPointerLength) refuse(path, `is a buffer below keys of ${pointerLength} characters; the limit is ${maxPointerLength}: shorten them`);
  weigh(state, bytes + pointerLength);
  append(state.attachments, setPrototypeOf([keys, names[type] ?? typedArrayName(value), value, bytes, pointerLength, path], null));
  return '';
}

// An own enumerable one is read with the other properties, and each is read once.
function errorField(state, error, key) {
  if (propertyIsEnumerable(error, key)) return '';
  const text = toText(error[key]);
  weigh(state, text.length + 2);
  return text;
}

function convertArray(state, array, path) {
  const length = array.length;
  weigh(state, length);
  const converted = setPrototypeOf([], null);
  for (let i = 0; i < length; ++i) {
    const itemPath = `${path}[${i}]`;
    append(state.keys, `${i}`);
    let item = convertValue(state, array, i, itemPath);
    state.keys.length -= 1;
    if (item === undefined) {
      if (state.strict) warn(state, itemPath, 'was undefined and is now null');
      item = null;
    }
    append(converted, item);
  }
  return converted;
}

function convertNumbers(state, numbers, path) {
  const length = typedArrayLength(numbers);
  weigh(state, 2 * length);
  const converted = setPrototypeOf([], null);
  for (let i = 0; i < length; ++i) append(converted, convertPrimitive(state, numbers[i], `${path}[${i}]`));
  return converted;
}

function convertMap(state, map, path) {
  let named = true;
  const entries = [];
  mapForEach(map, (item, key) => {
    named &&= typeof key === 'string';
    append(entries, [key, item]);
  });
  warn(state, path, named ? 'was a Map and is now an object' : 'was a Map and is now an array of [key, value]');
  if (!named) return convertArray(state, entries, path);
  const converted = create(null);
  for (let i = 0; i < entries.length; ++i) {
    convertInto(state, converted, entries[i][0], entries[i], 1, pathTo(path, entries[i][0]));
  }
  return converted;
}

function convertProperties(state, value, path, converted) {
  const keys = objectKeys(value);
  for (let i = 0; i < keys.length; ++i) convertInto(state, converted, keys[i], value, keys[i], pathTo(path, keys[i]));
  return converted;
}

function convertInto(state, converted, name, holder, key, path) {
  append(state.keys, name);
  const item = convertValue(state, holder, key, path);
  state.keys.length -= 1;
  if (item === undefined) {
    if (state.strict) warn(state, path, 'was undefined and is left out');
    return;
  }
  weigh(state, name.length + 4);
  setOwn(converted, name, item);
}

// [converted, attachments, warning, warning …], or the number of bytes that the JSON takes at least if that is over `maxBytes`; throws a
// TypeError with the path of what JSON can't hold. `strict` also warns of what every JSON.stringify does: undefined left out, Dates as
// strings. `attaching`: bytes become attachments, each [keys, type, bytes].
function convert(value, root, maxBytes, strict, attaching) {
  const attachments = attaching ? setPrototypeOf([], null) : null;
  const state = { __proto__: null, maxBytes, strict, weight: 0, warned: 0, warnings: [], ancestors: [], paths: [], keys: [], attachments };
  const holder = { __proto__: null, '': value };
  setPrototypeOf(state.ancestors, null);
  setPrototypeOf(state.paths, null);
  setPrototypeOf(state.keys, null);
  let converted;
  try {
    converted = convertValue(state, holder, '', root);
  } catch (problem) {
    if (problem === overweight) return state.weight;
    throw problem;
  }
  const answer = [converted, attachments ?? []];
  for (let i = 0; i < state.warnings.length; ++i) append(answer, state.warnings[i]);
  if (state.warned > maxWarnings) append(answer, `${state.warned - maxWarnings} more losses in ${root}`);
  return answer;
}

// ---- results that are too large ----

// What a mark for the rest takes, about.
const markLength = 40;
// What a value inside may take at least, though much stands beside it.
const leastShare = 60;

// [cut, attachments, warning, warning …]: a plain value in at most about `maxBytes` of JSON and bytes, it itself or its beginning, with
// marks where something is missing; and those of its attachments whose places are still there. Bytes are whole or gone.
function cut(value, maxBytes, attachments) {
  const kept = setPrototypeOf([], null);
  const whole = cutWithin(value, bytesByKeys(attachments), { __proto__: null, left: maxBytes });
  const answer = [whole, kept];
  let lost = 0;
  for (let i = 0; i < attachments.length; ++i) {
    const attachment = attachments[i];
    if (isAttachedTo(whole, attachment[0])) {
      append(kept, attachment);
      continue;
    }
    lost += 1;
    if (lost <= maxWarnings) append(answer, `${attachment[5]} was cut away: ${attachment[3]} bytes`);
  }
  if (lost > maxWarnings) append(answer, `${lost - maxWarnings} more buffers were cut away`);
  return answer;
}

// A tree of objects, by the keys that lead to them; its leaves are attachments.
function bytesByKeys(attachments) {
  const root = { __proto__: null, '': undefined };
  for (let i = 0; i < attachments.length; ++i) {
    const keys = attachments[i][0];
    let holder = root;
    let key = '';
    for (let k = 0; k < keys.length; ++k) {
      holder = holder[key] ??= create(null);
      key = keys[k];
    }
    holder[key] = attachments[i];
  }
  return root[''];
}

// Whether the place is there that an attachment stands for: an empty string.
function isAttachedTo(value, keys) {
  for (let i = 0; i < keys.length; ++i) {
    if (value === null || typeof value !== 'object' || !hasOwn(value, keys[i])) return false;
    value = value[keys[i]];
  }
  return value === '';
}

// The weight of one value and of what is attached to it, as far as `most`.
function weightOf(value, attached, most) {
  switch (typeof value) {
    case 'string': return value.length + 2 + (attached === undefined ? 0 : attached[3] + attached[4]);
    case 'number': return `${value}`.length;
    case 'object': break;
    default: return 5;
  }
  if (value === null) return 4;
  let sum = 2;
  if (isArray(value)) {
    for (let i = 0; i < value.length && sum <= most; ++i) sum += weightOf(value[i], attached?.[i], most - sum) + 1;
    return sum;
  }
  const keys = objectKeys(value);
  for (let i = 0; i < keys.length && sum <= most; ++i) sum += keys[i].length + 4 + weightOf(value[keys[i]], attached?.[keys[i]], most - sum);
  return sum;
}

// Whether `value` fits as it is; then room for it is taken.
function fits(value, attached, room) {
  const size = weightOf(value, attached, room.left);
  if (size > room.left) return false;
  room.left -= size;
  return true;
}

function cutWithin(value, attached, room) {
  if (fits(value, attached, room)) return value;
  if (typeof value === 'string') {
    if (attached !== undefined) {
      room.left = room.left > markLength ? room.left - markLength : 0;
      return `… (${attached[3]} bytes)`;
    }
    const kept = value.length < markLength ? '' : slice(value, 0, room.left > markLength ? room.left - markLength : 0);
    room.left = 0;
    return `${kept}… (${value.length - kept.length} more characters)`;
  }
  if (value === null || typeof value !== 'object') {
    room.left = 0;
    return value;
  }
  return isArray(value) ? cutArray(value, attached, room) : cutObject(value, attached, room);
}

// Half of the room for what doesn't fit whole, so that something is left for what follows.
function cutMember(value, attached, room) {
  if (room.left < leastShare) return undefined;
  if (fits(value, attached, room)) return value;
  const share = { __proto__: null, left: room.left / 2 };
  const before = share.left;
  const kept = cutWithin(value, attached, share);
  room.left -= before - share.left;
  return kept;
}

function cutArray(array, attached, room) {
  const kept = setPrototypeOf([], null);
  room.left -= 2 + markLength;
  for (let i = 0; i < array.length; ++i) {
    const item = cutMember(array[i], attached?.[i], room);
    if (item === undefined) {
      append(kept, `… (${array.length - i} more items)`);
      break;
    }
    room.left -= 1;
    append(kept, item);
  }
  return kept;
}

function cutObject(object, attached, room) {
  const kept = create(null);
  const keys = objectKeys(object);
  room.left -= 2 + markLength;
  for (let i = 0; i < keys.length; ++i) {
    room.left -= keys[i].length + 4;
    const item = cutMember(object[keys[i]], attached?.[keys[i]], room);
    if (item === undefined) {
      setOwn(kept, '…', `${keys.length - i} more properties`);
      break;
    }
    setOwn(kept, keys[i], item);
  }
  return kept;
}
