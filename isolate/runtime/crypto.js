// https://w3c.github.io/webcrypto/#SubtleCrypto-method-digest; the worker adds what is random.

// The numbers of sha.h.
const digests = { __proto__: null, 'sha-1': 0, 'sha-256': 1, 'sha-384': 2, 'sha-512': 3 };

const subtle = {};
hide(subtle, 'digest', showAsNative('digest', async (...args) => {
  needArguments('crypto.subtle.digest', args.length, 2);
  const { 0: algorithm, 1: data } = args;
  needBytes('crypto.subtle.digest', data);
  const given = isObject(algorithm) ? algorithm.name : algorithm;
  if (given === undefined) throw new NativeTypeError('the first argument of crypto.subtle.digest is to name an algorithm, such as "SHA-256"');
  const name = `${given}`;
  // Letters other than ASCII that become ASCII in lower case are in none of the names.
  const digest = digests[toLowerCase(name)];
  if (digest === undefined) throw domException('NotSupportedError', `crypto.subtle.digest knows no ${quote(slice(name, 0, 100))}: use SHA-1, SHA-256, SHA-384 or SHA-512`);
  return native.digest(digest, data);
}, 2));
defineProperty(subtle, toStringTag, { __proto__: null, value: 'SubtleCrypto', configurable: true });

const crypto = {};
hide(crypto, 'subtle', subtle);
hide(global, 'crypto', crypto);
