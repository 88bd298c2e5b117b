// The program's console. Lines go out through native.emit(level, text), which counts them.

// isobridge.v1.Console.Level
const level = { __proto__: null, debug: 1, log: 2, info: 3, warn: 4, error: 5 };

let indentation = '';
const counts = new NativeMap();
const started = new NativeMap();

function emit(to, text) {
  if (indentation !== '') {
    let indented = '';
    let from = 0;
    for (let at = indexOf(text, '\n'); at !== -1; at = indexOf(text, '\n', from)) {
      indented += indentation + slice(text, from, at + 1);
      from = at + 1;
    }
    text = indented + indentation + slice(text, from);
  }
  native.emit(to, text);
}

function print(to, args) {
  if (native.dropping()) return;
  emit(to, format(args));
}

function label(value) {
  return value === undefined ? 'default' : `${value}`;
}

function complain(text) {
  if (!native.dropping()) emit(level.warn, text);
}

function elapsed(name) {
  const ms = native.now() - mapGet(started, name);
  return ms < 1000 ? `${+toFixed(ms, 3)}ms` : `${+toFixed(ms / 1000, 3)}s`;
}

function tableRows(data) {
  const rows = [];
  const type = native.kind(data);
  if (type === kind.proxy) return rows;
  const add = (index, value) => { if (rows.length < 1000) append(rows, { __proto__: null, index, value }); };
  if (type === kind.map) mapForEach(data, (value, key) => add(inspect(key), value));
  else if (type === kind.set) { let i = 0; setForEach(data, (value) => add(`${i++}`, value)); }
  else {
    const keys = objectKeys(data);
    for (let i = 0; i < keys.length; ++i) {
      const descriptor = getOwnPropertyDescriptor(data, keys[i]);
      add(keys[i], descriptor === undefined ? undefined : descriptor.value);
    }
  }
  return rows;
}

function tableText(data, wanted) {
  const rows = tableRows(data);
  const columns = [];
  const known = new NativeMap();
  const cells = [];
  const column = (name) => {
    if (!mapHas(known, name)) {
      mapSet(known, name, columns.length);
      append(columns, name);
    }
    return mapGet(known, name);
  };
  column('(index)');
  if (isArray(wanted)) for (let i = 0; i < wanted.length && i < 100; ++i) if (typeof wanted[i] === 'string') column(wanted[i]);
  const fixed = isArray(wanted);
  for (let r = 0; r < rows.length; ++r) {
    const line = { __proto__: null, 0: rows[r].index };
    const value = rows[r].value;
    if (isObject(value) && typeof value !== 'function' && native.kind(value) !== kind.proxy) {
      const keys = objectKeys(value);
      for (let k = 0; k < keys.length && k < 100; ++k) {
        const descriptor = getOwnPropertyDescriptor(value, keys[k]);
        if (descriptor === undefined || (fixed && !mapHas(known, keys[k]))) continue;
        line[column(keys[k])] = inspect(descriptor.value, 0, true);
      }
    } else if (!fixed) {
      line[column('Values')] = inspect(value, 0, true);
    }
    append(cells, line);
  }
  const widths = [];
  for (let c = 0; c < columns.length; ++c) {
    let width = columns[c].length;
    for (let r = 0; r < cells.length; ++r) if (cells[r][c] !== undefined && cells[r][c].length > width) width = cells[r][c].length;
    append(widths, width);
  }
  const border = (left, middle, right) => {
    let text = left;
    for (let c = 0; c < columns.length; ++c) text += (c === 0 ? '' : middle) + repeat('─', widths[c] + 2);
    return text + right;
  };
  const row = (cell) => {
    let text = '│';
    for (let c = 0; c < columns.length; ++c) text += ` ${padEnd(cell(c) === undefined ? '' : cell(c), widths[c])} │`;
    return text;
  };
  let text = `${border('┌', '┬', '┐')}\n${row((c) => columns[c])}\n${border('├', '┼', '┤')}`;
  for (let r = 0; r < cells.length; ++r) text += `\n${row((c) => cells[r][c])}`;
  return `${text}\n${border('└', '┴', '┘')}`;
}

const consoleMethods = {
  __proto__: null,
  debug(...args) { print(level.debug, args); },
  log(...args) { print(level.log, args); },
  info(...args) { print(level.info, args); },
  warn(...args) { print(level.warn, args); },
  error(...args) { print(level.error, args); },
  trace(...args) {
    if (native.dropping()) return;
    const text = format(args);
    const stack = native.currentStack();
    emit(level.debug, `Trace${text === '' ? '' : `: ${text}`}${stack === '' ? '' : `\n${stack}`}`);
  },
  dir(value, options) {
    if (native.dropping()) return;
    const depth = isObject(options) ? options.depth : undefined;
    emit(level.log, inspect(value, depth === null || depth === Infinity ? 100 : typeof depth === 'number' ? depth : 2, true));
  },
  dirxml(...args) { print(level.log, args); },
  table(data, columns) {
    if (!isObject(data) || typeof data === 'function') return print(level.log, [data]);
    if (native.dropping()) return;
    emit(level.log, safely(() => tableText(data, columns), data));
  },
  assert(condition, ...args) {
    if (condition || native.dropping()) return;
    const text = format(args);
    emit(level.error, text === '' ? 'Assertion failed' : `Assertion failed: ${text}`);
  },
  group(...args) {
    if (args.length > 0) print(level.log, args);
    if (indentation.length < 100) indentation += '  ';
  },
  groupCollapsed(...args) {
    if (args.length > 0) print(level.log, args);
    if (indentation.length < 100) indentation += '  ';
  },
  groupEnd() { indentation = slice(indentation, 2); },
  count(name) {
    const key = label(name);
    const next = (mapGet(counts, key) ?? 0) + 1;
    mapSet(counts, key, next);
    if (native.dropping()) return;
    emit(level.log, `${key}: ${next}`);
  },
  countReset(name) {
    const key = label(name);
    if (mapHas(counts, key)) mapDelete(counts, key);
    else complain(`Count for '${key}' does not exist`);
  },
  time(name) {
    const key = label(name);
    if (!mapHas(started, key)) mapSet(started, key, native.now());
    else complain(`Label '${key}' already exists for console.time()`);
  },
  timeLog(name, ...args) {
    const key = label(name);
    if (!mapHas(started, key)) return complain(`No such label '${key}' for console.timeLog()`);
    if (native.dropping()) return;
    const text = format(args);
    emit(level.log, `${key}: ${elapsed(key)}${text === '' ? '' : ` ${text}`}`);
  },
  timeEnd(name) {
    const key = label(name);
    if (!mapHas(started, key)) return complain(`No such label '${key}' for console.timeEnd()`);
    if (!native.dropping()) emit(level.log, `${key}: ${elapsed(key)}`);
    mapDelete(started, key);
  },
};

function resetConsole() {
  indentation = '';
  mapClear(counts);
  mapClear(started);
}
