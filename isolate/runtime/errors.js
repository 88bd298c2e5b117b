// What a program threw, and the stacks that it sees: its own frames only.

const programName = 'program.ts';
const maxFieldLength = 16_000;

function formatStack(error, sites) {
  let text = safely(errorToString, error);
  if (typeof text !== 'string') text = 'Error';
  // What is longer names no missing variable; handing it on would copy it.
  const thrown = text.length <= maxFieldLength ? text : '';
  for (let i = 0; i < sites.length; ++i) {
    const site = sites[i];
    if (site.getFileName() === programName) text += `\n    at ${frameText(site, i === 0 ? thrown : '')}`;
  }
  return text;
}

// As V8 writes it, with the position in the source. `thrown`: name and message of the error, for its innermost frame.
function frameText(site, thrown) {
  const text = site.toString();
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  if (line < 1 || column < 1) return text;
  const position = `${line}:${column}`;
  const at = lastIndexOf(text, `:${position}`) + 1;
  return at === 0 ? text : slice(text, 0, at) + native.errorPosition(line, column, thrown) + slice(text, at + position.length);
}

function shorten(text) {
  return text.length > maxFieldLength ? `${slice(text, 0, maxFieldLength)}… (${text.length - maxFieldLength} more characters)` : text;
}

// A property as text; '' if it has none or its getter throws.
function field(object, key) {
  return safely((from) => {
    const value = from[key];
    if (typeof value === 'string') return shorten(value);
    return typeof value === 'number' || typeof value === 'bigint' ? `${value}` : '';
  }, object);
}

const unavailable = {
  __proto__: null,
  WebAssembly: 'WebAssembly is not available: its memories would escape the limits of the sandbox; write it in TypeScript',
  SharedArrayBuffer: 'SharedArrayBuffer is not available: a program has one thread; use ArrayBuffer',
  Atomics: 'Atomics is not available: a program has one thread, so plain reads and writes do',
  WeakRef: 'WeakRef is not available: what a program does must not depend on the garbage collector; hold the object itself',
  FinalizationRegistry: 'FinalizationRegistry is not available: what a program does must not depend on the garbage collector; use try/finally',
};

// What to do about a name that isn't there; '' if nothing is known.
function hintFor(name, message) {
  if (name !== 'ReferenceError') return '';
  const end = indexOf(message, ' is not defined');
  if (end <= 0 || end > 200) return '';
  const missing = slice(message, 0, end);
  if (missing === 'WebAssembly') return `${unavailable[missing]}. ${native.toolHint()}`;
  if (unavailable[missing] !== undefined) return unavailable[missing];
  return startsWith(missing, 'external_') ? native.suggest(missing) : '';
}

function describeObjectThrown(thrown) {
  const type = safely(native.kind, thrown);
  const name = field(thrown, 'name');
  const message = field(thrown, 'message');
  let data;
  try {
    data = thrown.data;
  } catch {
    data = undefined;
  }
  if (type !== kind.error && message === '') {
    return [name === '' ? 'Error' : name, `The program threw a value that is no Error: ${shorten(inspect(thrown, 2, true))}`, field(thrown, 'code'), '', data];
  }
  const hint = type === kind.error ? hintFor(name, message) : '';
  return [
    name === '' ? 'Error' : name,
    message === '' ? `${name === '' ? 'Error' : name} without a message` : hint === '' ? message : `${message}. ${hint}`,
    field(thrown, 'code'),
    type === kind.error ? field(thrown, 'stack') : '',
    data,
  ];
}

// [name, message, code, stack, data]
function describe(thrown) {
  if (isObject(thrown)) return describeObjectThrown(thrown);
  if (typeof thrown === 'string' && thrown !== '') return ['Error', shorten(thrown), '', '', undefined];
  return ['Error', `The program threw ${thrown === '' ? 'an empty string' : shorten(inspect(thrown))}`, '', '', undefined];
}
