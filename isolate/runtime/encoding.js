// https://encoding.spec.whatwg.org, with UTF-8 alone, and https://html.spec.whatwg.org/#atob

class TextEncoder {
  #encoding = 'utf-8';

  static {
    append(brands, (value) => #encoding in value);
  }

  static #of(value) {
    if (!isObject(value) || !(#encoding in value)) throw illegalInvocation('TextEncoder');
    return value;
  }

  get encoding() { return TextEncoder.#of(this).#encoding; }
  encode(input = '') {
    TextEncoder.#of(this);
    return native.utf8Encode(`${input}`);
  }
  encodeInto(source, destination) {
    TextEncoder.#of(this);
    needArguments('encodeInto', arguments.length, 2);
    source = `${source}`;
    if (!isObject(destination) || native.kind(destination) !== kind.typedArray || typedArrayName(destination) !== 'Uint8Array') {
      throw new NativeTypeError('encodeInto needs a Uint8Array as its second argument');
    }
    const { 0: read, 1: written } = native.utf8EncodeInto(source, destination);
    return { read, written };
  }
}

expose('TextEncoder', TextEncoder, 0);

const utf8Labels = { __proto__: null, 'utf-8': true, utf8: true, 'unicode-1-1-utf-8': true, unicode11utf8: true, unicode20utf8: true, 'x-unicode20utf8': true };

function isAsciiSpace(code) {
  return code === 32 || code === 9 || code === 10 || code === 12 || code === 13;
}

function trimAscii(text) {
  let from = 0;
  let to = text.length;
  while (from < to && isAsciiSpace(charCodeAt(text, from))) ++from;
  while (from < to && isAsciiSpace(charCodeAt(text, to - 1))) --to;
  return slice(text, from, to);
}

class TextDecoder {
  #fatal;
  #ignoreBOM;
  // Of a stream: the bytes of a character that isn't complete, and whether the text has begun.
  #pending = '';
  #begun = false;

  static {
    append(brands, (value) => #pending in value);
  }

  constructor(label = 'utf-8', options = undefined) {
    label = `${label}`;
    const { fatal, ignoreBOM } = dictionary('the second argument of new TextDecoder', options);
    // Letters other than ASCII that become ASCII in lower case are in none of the labels.
    if (utf8Labels[toLowerCase(trimAscii(label))] !== true) {
      throw new NativeRangeError(`TextDecoder knows no encoding ${quote(slice(label, 0, 100))}: only UTF-8 is available`);
    }
    this.#fatal = !!fatal;
    this.#ignoreBOM = !!ignoreBOM;
  }

  static #of(value) {
    if (!isObject(value) || !(#fatal in value)) throw illegalInvocation('TextDecoder');
    return value;
  }

  get encoding() { return TextDecoder.#of(this) && 'utf-8'; }
  get fatal() { return TextDecoder.#of(this).#fatal; }
  get ignoreBOM() { return TextDecoder.#of(this).#ignoreBOM; }
  decode(input = undefined, options = undefined) {
    const decoder = TextDecoder.#of(this);
    if (input !== undefined) needBytes('decode', input);
    const stream = !!dictionary('the second argument of decode', options).stream;
    const pending = decoder.#pending;
    const begun = decoder.#begun;
    decoder.#pending = '';
    decoder.#begun = false;
    const answer = native.utf8Decode(input, pending, stream, decoder.#fatal);
    if (answer === undefined) throw new NativeTypeError('The encoded data is not valid UTF-8');
    let text = answer[0];
    if (stream) {
      decoder.#pending = answer[1];
      decoder.#begun = begun || text !== '';
    }
    if (!begun && !decoder.#ignoreBOM && text !== '' && charCodeAt(text, 0) === 0xfeff) text = slice(text, 1);
    return text;
  }
}

expose('TextDecoder', TextDecoder, 0);

function needBytes(what, value) {
  const type = isObject(value) ? native.kind(value) : kind.other;
  if (type !== kind.arrayBuffer && type !== kind.typedArray && type !== kind.dataView) {
    throw new NativeTypeError(`${what} needs an ArrayBuffer, a typed array or a DataView`);
  }
}

hide(global, 'btoa', showAsNative('btoa', (...args) => {
  needArguments('btoa', args.length, 1);
  const answer = native.base64Encode(`${args[0]}`);
  if (answer === undefined) throw domException('InvalidCharacterError', 'btoa encodes characters up to U+00FF only: encode other text with TextEncoder first');
  return answer;
}, 1));

hide(global, 'atob', showAsNative('atob', (...args) => {
  needArguments('atob', args.length, 1);
  const answer = native.base64Decode(`${args[0]}`);
  if (answer === undefined) throw domException('InvalidCharacterError', 'the text is not Base64');
  return answer;
}, 1));
