// Values as text for people, close to what Node prints. Runs no code of the program: getters are named, not called, and proxies
// are looked through.

const breakLength = 80;
const maxTextLength = 100_000;

function quote(text) {
  let mark = "'";
  if (indexOf(text, "'") !== -1) mark = indexOf(text, '"') === -1 ? '"' : indexOf(text, '`') === -1 ? '`' : "'";
  let quoted = mark;
  let clean = 0;
  for (let i = 0; i < text.length; ++i) {
    const code = charCodeAt(text, i);
    let escape = '';
    if (code === 10) escape = '\\n';
    else if (code === 13) escape = '\\r';
    else if (code === 9) escape = '\\t';
    else if (code === 92) escape = '\\\\';
    else if (code === 39 && mark === "'") escape = "\\'";
    else if (code < 32 || code === 127) escape = '\\x' + (code < 16 ? '0' : '') + hex(code);
    if (escape === '') continue;
    quoted += slice(text, clean, i) + escape;
    clean = i + 1;
  }
  return quoted + slice(text, clean) + mark;
}

function hex(code) {
  const digits = '0123456789ABCDEF';
  return (code >= 16 ? digits[code >> 4] : '') + digits[code & 15];
}

function numberText(number) {
  return is(number, -0) ? '-0' : `${number}`;
}

function keyText(key) {
  if (typeof key === 'symbol') return `[${symbolToString(key)}]`;
  return isIdentifier(key) ? key : quote(key);
}

// A data property's value, up the prototype chain, without running anything.
function quietGet(object, key) {
  for (let at = object, steps = 0; at !== null && steps < 1000; ++steps) {
    if (native.kind(at) === kind.proxy) return undefined;
    const descriptor = getOwnPropertyDescriptor(at, key);
    if (descriptor !== undefined) return descriptor.value;
    at = getPrototypeOf(at);
  }
  return undefined;
}

// The name of the nearest constructor; null for an object without a prototype.
function constructorName(object) {
  for (let at = object, steps = 0; at !== null && steps < 1000; ++steps) {
    if (native.kind(at) === kind.proxy) return 'Object';
    const descriptor = getOwnPropertyDescriptor(at, 'constructor');
    if (descriptor !== undefined && typeof descriptor.value === 'function' && native.kind(descriptor.value) !== kind.proxy) {
      const name = getOwnPropertyDescriptor(descriptor.value, 'name');
      if (name !== undefined && typeof name.value === 'string' && name.value !== '') return name.value;
    }
    at = getPrototypeOf(at);
  }
  return null;
}

function inspectFunction(value, type) {
  const descriptor = getOwnPropertyDescriptor(value, 'name');
  const name = descriptor !== undefined && typeof descriptor.value === 'string' ? descriptor.value : '';
  if (startsWith(functionToString(value), 'class')) {
    const parent = getPrototypeOf(value);
    const parentName = typeof parent === 'function' && native.kind(parent) !== kind.proxy ? getOwnPropertyDescriptor(parent, 'name') : undefined;
    const extending = parentName !== undefined && typeof parentName.value === 'string' && parentName.value !== '' ? ` extends ${parentName.value}` : '';
    return `[class ${name === '' ? '(anonymous)' : name}${extending}]`;
  }
  const label = type === kind.asyncFunction ? 'AsyncFunction' : type === kind.generatorFunction ? 'GeneratorFunction' : 'Function';
  return name === '' ? `[${label} (anonymous)]` : `[${label}: ${name}]`;
}

function inspectPrimitive(state, value, nested) {
  switch (typeof value) {
    case 'string': {
      if (!nested) return value;
      const limit = state.maxString;
      return value.length > limit ? `${quote(slice(value, 0, limit))}... ${value.length - limit} more character${value.length - limit === 1 ? '' : 's'}` : quote(value);
    }
    case 'number': return numberText(value);
    case 'bigint': return `${bigintToString(value)}n`;
    case 'symbol': return symbolToString(value);
    default: return `${value}`;
  }
}

function inspectValue(state, value, depth) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    const text = inspectPrimitive(state, value, true);
    state.length += text.length;
    return text;
  }
  const type = native.kind(value);
  if (type === kind.proxy) {
    const target = native.proxyTarget(value);
    return target === null ? '<Revoked Proxy>' : inspectValue(state, target, depth);
  }
  for (let i = 0; i < state.ancestors.length; ++i) {
    if (state.ancestors[i] !== value) continue;
    if (!mapHas(state.circular, value)) mapSet(state.circular, value, mapSize(state.circular) + 1);
    return `[Circular *${mapGet(state.circular, value)}]`;
  }
  return inspectObject(state, value, type, depth);
}

// The label before the braces, the kind of braces, and what the object shows apart from its properties.
function describeObject(state, value, type, depth) {
  const constructor = constructorName(value);
  const named = (name) => {
    const tag = quietGet(value, toStringTag);
    const suffix = typeof tag === 'string' && tag !== '' && tag !== constructor ? ` [${tag}]` : '';
    if (constructor === null) return `[${name}: null prototype]${suffix}`;
    return constructor + suffix;
  };
  switch (type) {
    case kind.map: return { __proto__: null, label: `${named('Map')}(${mapSize(value)})`, open: '{', close: '}', base: '' };
    case kind.set: return { __proto__: null, label: `${named('Set')}(${setSize(value)})`, open: '{', close: '}', base: '' };
    case kind.typedArray: return { __proto__: null, label: `${typedArrayName(value)}(${typedArrayLength(value)})`, open: '[', close: ']', base: '' };
    case kind.arrayBuffer: return { __proto__: null, label: 'ArrayBuffer', open: '{', close: '}', base: '' };
    case kind.dataView: return { __proto__: null, label: 'DataView', open: '{', close: '}', base: '' };
    case kind.promise: return { __proto__: null, label: named('Promise'), open: '{', close: '}', base: '' };
    case kind.weak: case kind.generator: case kind.mapIterator: case kind.setIterator:
      return { __proto__: null, label: named('Object'), open: '{', close: '}', base: '' };
    case kind.date: {
      const time = dateGetTime(value);
      return { __proto__: null, label: '', open: '{', close: '}', base: time === time ? dateToISOString(value) : 'Invalid Date' };
    }
    case kind.regExp: return { __proto__: null, label: '', open: '{', close: '}', base: native.regExpText(value) };
    case kind.error: return { __proto__: null, label: '', open: '{', close: '}', base: errorText(value) };
    case kind.number: return { __proto__: null, label: '', open: '{', close: '}', base: `[Number: ${numberText(numberValueOf(value))}]` };
    case kind.string: return { __proto__: null, label: '', open: '{', close: '}', base: `[String: ${inspectPrimitive(state, stringValueOf(value), true)}]` };
    case kind.boolean: return { __proto__: null, label: '', open: '{', close: '}', base: `[Boolean: ${booleanValueOf(value)}]` };
    case kind.symbol: return { __proto__: null, label: '', open: '{', close: '}', base: '[Symbol]' };
    case kind.bigint: return { __proto__: null, label: '', open: '{', close: '}', base: '[BigInt]' };
    case kind.arguments: return { __proto__: null, label: '[Arguments]', open: '[', close: ']', base: '' };
    default:
  }
  if (typeof value === 'function') return { __proto__: null, label: '', open: '{', close: '}', base: inspectFunction(value, type) };
  if (isArray(value)) return { __proto__: null, label: constructor === 'Array' ? '' : `${named('Array')}(${value.length})`, open: '[', close: ']', base: '' };
  const url = urlText(value);
  if (url !== undefined) return { __proto__: null, label: '', open: '{', close: '}', base: url };
  return { __proto__: null, label: constructor === 'Object' && named('Object') === 'Object' ? '' : named('Object'), open: '{', close: '}', base: '' };
}

// An error's stack as it was captured; name and message if the program has replaced it by something else.
function errorText(error) {
  const stack = quietStack(error);
  if (stack !== '') return stack;
  const name = quietGet(error, 'name');
  const message = quietGet(error, 'message');
  const head = typeof name === 'string' && name !== '' ? name : 'Error';
  return typeof message === 'string' && message !== '' ? `[${head}: ${message}]` : `[${head}]`;
}

function quietStack(error) {
  const descriptor = getOwnPropertyDescriptor(error, 'stack');
  if (descriptor === undefined) return '';
  const stack = descriptor.get !== undefined && descriptor.get === stackGetter ? apply(stackGetter, error, []) : descriptor.value;
  return typeof stack === 'string' ? stack : '';
}

function more(count) {
  return `... ${count} more item${count === 1 ? '' : 's'}`;
}

function inspectElements(state, value, length, depth, output) {
  const shown = length < state.maxArray ? length : state.maxArray;
  let holes = 0;
  let i = 0;
  const flushHoles = () => {
    if (holes > 0) append(output, `<${holes} empty item${holes === 1 ? '' : 's'}>`);
    holes = 0;
  };
  for (; i < length && output.length < shown; ++i) {
    const descriptor = getOwnPropertyDescriptor(value, i);
    if (descriptor === undefined) {
      // A long gap isn't walked through.
      if (++holes > 10_000) { holes += length - i - 1; i = length; break; }
      continue;
    }
    flushHoles();
    append(output, inspectDescriptor(state, descriptor, depth));
    if (state.length > maxTextLength) { ++i; break; }
  }
  flushHoles();
  if (i < length) append(output, more(length - i));
}

function inspectDescriptor(state, descriptor, depth) {
  if (descriptor.get === undefined && descriptor.set === undefined) return inspectValue(state, descriptor.value, depth + 1);
  if (descriptor.get === undefined) return '[Setter]';
  return descriptor.set === undefined ? '[Getter]' : '[Getter/Setter]';
}

function inspectContents(state, value, type, depth, output) {
  let rest = 0;
  const room = () => {
    if (output.length < state.maxArray && state.length <= maxTextLength) return true;
    ++rest;
    return false;
  };
  switch (type) {
    case kind.map:
      mapForEach(value, (item, key) => { if (room()) append(output, `${inspectValue(state, key, depth + 1)} => ${inspectValue(state, item, depth + 1)}`); });
      break;
    case kind.set:
      setForEach(value, (item) => { if (room()) append(output, inspectValue(state, item, depth + 1)); });
      break;
    case kind.typedArray: inspectElements(state, value, typedArrayLength(value), depth, output); break;
    case kind.arrayBuffer: append(output, `byteLength: ${arrayBufferByteLength(value)}`); break;
    case kind.dataView: append(output, `byteLength: ${dataViewByteLength(value)}`); break;
    case kind.promise: {
      const settled = native.promiseState(value);
      if (settled === 0) append(output, '<pending>');
      else append(output, (settled === 2 ? '<rejected> ' : '') + inspectValue(state, native.promiseResult(value), depth + 1));
      break;
    }
    case kind.weak: append(output, '<items unknown>'); break;
    case kind.arguments: inspectElements(state, value, value.length, depth, output); break;
    default: if (isArray(value)) inspectElements(state, value, value.length, depth, output);
  }
  if (rest > 0) append(output, more(rest));
}

function isIndexed(value, type) {
  return type === kind.typedArray || type === kind.arguments || type === kind.string || isArray(value);
}

function isIndex(key) {
  if (typeof key !== 'string' || key === '') return false;
  for (let i = 0; i < key.length; ++i) {
    const code = charCodeAt(key, i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

function inspectProperties(state, value, type, depth, output) {
  // The keys of a long array or buffer are its indices; nobody wants a million strings made of them.
  const indexed = isIndexed(value, type);
  const keys = indexed ? native.namedKeys(value) : ownKeys(value);
  let rest = 0;
  for (let i = 0; i < keys.length; ++i) {
    const key = keys[i];
    const descriptor = getOwnPropertyDescriptor(value, key);
    if (descriptor === undefined) continue;
    if (!descriptor.enumerable && !state.showHidden && !(type === kind.error && key === 'cause')) continue;
    if (indexed && (key === 'length' || isIndex(key))) continue;
    if (typeof value === 'function' && !descriptor.enumerable) continue;
    if (type === kind.error && (key === 'stack' || key === 'message' || (key === 'name' && !descriptor.enumerable))) continue;
    if (output.length >= state.maxArray || state.length > maxTextLength) { ++rest; continue; }
    const label = descriptor.enumerable ? keyText(key) : `[${typeof key === 'symbol' ? symbolToString(key) : key}]`;
    state.indentation += 2;
    append(output, `${label}: ${inspectDescriptor(state, descriptor, depth)}`);
    state.indentation -= 2;
  }
  if (rest > 0) append(output, more(rest));
}

function inspectObject(state, value, type, depth) {
  const description = describeObject(state, value, type, depth);
  const plain = description.base !== '';
  if (depth > state.depth && !plain) {
    const name = isArray(value) ? 'Array' : description.label === '' ? 'Object' : description.label;
    return startsWith(name, '[') ? name : `[${name}]`;
  }
  const output = [];
  append(state.ancestors, value);
  state.deepest = depth;
  state.indentation += 2;
  inspectContents(state, value, type, depth, output);
  state.indentation -= 2;
  if (depth <= state.depth) inspectProperties(state, value, type, depth, output);
  state.ancestors.length -= 1;
  let prefix = plain ? description.base : description.label;
  if (mapHas(state.circular, value)) prefix = `<ref *${mapGet(state.circular, value)}>${prefix === '' ? '' : ` ${prefix}`}`;
  state.length += prefix.length + 2;
  if (output.length === 0) return plain ? prefix : `${prefix === '' ? '' : `${prefix} `}${description.open}${description.close}`;
  return layOut(state, output, prefix, description, depth);
}

// On one line if it is short and not deep; else an entry a line, and short array elements several to a line.
function layOut(state, output, prefix, description, depth) {
  const head = prefix === '' ? description.open : `${prefix} ${description.open}`;
  let total = output.length + head.length + state.indentation;
  let longest = 0;
  let broken = indexOf(head, '\n') !== -1;
  for (let i = 0; i < output.length; ++i) {
    total += output[i].length;
    if (output[i].length > longest) longest = output[i].length;
    if (indexOf(output[i], '\n') !== -1) broken = true;
  }
  if (!broken && state.deepest - depth < 3 && total + output.length <= breakLength - 4) return `${head} ${join(output, ', ')} ${description.close}`;
  const indent = `\n${repeat(' ', state.indentation)}`;
  if (description.open !== '[' || broken || longest > 16 || output.length <= 6) {
    return `${head}${indent}  ${join(output, `,${indent}  `)}${indent}${description.close}`;
  }
  let text = `${head}${indent}  `;
  let width = 0;
  for (let i = 0; i < output.length; ++i) {
    const item = i + 1 < output.length ? `${output[i]}, ` : output[i];
    if (width > 0 && width + item.length > breakLength - 8 - state.indentation) {
      text = `${slice(text, 0, -1)}${indent}  `;
      width = 0;
    }
    text += item;
    width += item.length;
  }
  return `${text}${indent}${description.close}`;
}

// The text of one value. A string stands for itself unless `quoted`.
function inspect(value, depth = 2, quoted = false, showHidden = false) {
  const state = {
    __proto__: null, depth, showHidden, maxArray: 100, maxString: 10_000, length: 0, indentation: 0, deepest: 0,
    ancestors: [], circular: new NativeMap(),
  };
  setPrototypeOf(state.ancestors, null);
  try {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return inspectPrimitive(state, value, quoted);
    return inspectValue(state, value, 0);
  } catch {
    return '[value that cannot be shown]';
  }
}
