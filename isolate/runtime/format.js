// Several arguments as one line, with the placeholders of printf in the first: %s %d %i %f %j %o %O %c %%.

function safely(convert, value) {
  try {
    return convert(value);
  } catch {
    return '[value that cannot be shown]';
  }
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

// For %s: what the program's own toString says, where it has one.
function plainText(value) {
  if (typeof value === 'bigint' || is(value, -0) || typeof value === 'symbol' || typeof value === 'string') return inspect(value);
  if (!isObject(value)) return toText(value);
  const type = native.kind(value);
  if (type === kind.error) return errorToString(value);
  const convert = type === kind.proxy ? undefined : quietGet(value, 'toString');
  if (typeof convert === 'function' && native.isProgramFunction(convert)) return `${apply(convert, value, [])}`;
  return inspect(value, 0);
}

function jsonText(value) {
  const text = jsonStringify(value);
  return text === undefined ? 'undefined' : text;
}

function numeric(value, convert) {
  if (typeof value === 'bigint') return `${bigintToString(value)}n`;
  if (typeof value === 'symbol') return 'NaN';
  return numberText(convert(isObject(value) && native.kind(value) === kind.proxy ? NaN : value));
}

function placeholder(letter, value) {
  switch (letter) {
    case 's': return safely(plainText, value);
    case 'd': return safely((v) => numeric(v, (n) => (isObject(n) ? NaN : toNumber(n))), value);
    case 'i': return safely((v) => numeric(v, (n) => (isObject(n) ? NaN : toInt(n))), value);
    case 'f': return safely((v) => numeric(v, (n) => (isObject(n) ? NaN : toFloat(n))), value);
    case 'j': return safely(jsonText, value);
    case 'o': return inspect(value, 4, true);
    case 'O': return inspect(value, 2, true);
    case 'c': return '';
    default: return undefined;
  }
}

function format(args) {
  const count = args.length;
  if (count === 0) return '';
  const first = args[0];
  if (count === 1) return inspect(first);
  let text = '';
  let used = 0;
  if (typeof first === 'string') {
    used = 1;
    let clean = 0;
    for (let i = indexOf(first, '%'); i !== -1 && i + 1 < first.length; i = indexOf(first, '%', i)) {
      const letter = first[i + 1];
      let replaced;
      if (letter === '%') replaced = '%';
      else if (used < count) replaced = placeholder(letter, args[used]);
      if (replaced === undefined) { i += 1; continue; }
      if (letter !== '%') used += 1;
      text += slice(first, clean, i) + replaced;
      i += 2;
      clean = i;
    }
    text += slice(first, clean);
  }
  for (let i = used; i < count; ++i) text += (i === 0 ? '' : ' ') + inspect(args[i]);
  return text;
}
