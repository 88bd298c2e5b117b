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

const maxCauses = 10;
const maxCauseLength = 500;

function causeText(cause) {
  if (!isObject(cause)) return typeof cause === 'string' ? cause : inspect(cause);
  const name = field(cause, 'name');
  const message = field(cause, 'message');
  if (name === '' && message === '') return inspect(cause, 2, true);
  const code = field(cause, 'code');
  const text = message === '' || name === '' ? name + message : `${name}: ${message}`;
  return code === '' ? text : `${text} (${code})`;
}

function addCause(causes, cause, seen) {
  if (cause === undefined || causes.length >= maxCauses) return;
  if (isObject(cause)) {
    for (let i = 0; i < seen.length; ++i) if (seen[i] === cause) return;
    append(seen, cause);
  }
  const text = safely(causeText, cause);
  append(causes, typeof text === 'string' ? slice(text, 0, maxCauseLength) : 'a value that can\'t be described');
  addCauses(causes, cause, seen);
}

// What was behind an error: the errors that an AggregateError has, then its cause, and so on.
function addCauses(causes, thrown, seen) {
  if (!isObject(thrown)) return;
  const errors = safely((from) => from.errors, thrown);
  if (isArray(errors)) {
    for (let i = 0; i < maxCauses && causes.length < maxCauses; ++i) addCause(causes, safely((from) => from[i], errors), seen);
  }
  addCause(causes, safely((from) => from.cause, thrown), seen);
}

// [name, message, code, stack, data, causes]
function describe(thrown) {
  const causes = setPrototypeOf([], null);
  if (isObject(thrown)) {
    const described = describeObjectThrown(thrown);
    addCauses(causes, thrown, setPrototypeOf([thrown], null));
    append(described, causes);
    return described;
  }
  if (typeof thrown === 'string' && thrown !== '') return ['Error', shorten(thrown), '', '', undefined, causes];
  return ['Error', `The program threw ${thrown === '' ? 'an empty string' : shorten(inspect(thrown))}`, '', '', undefined, causes];
}
