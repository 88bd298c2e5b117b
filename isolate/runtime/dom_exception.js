// https://webidl.spec.whatwg.org/#idl-DOMException

// By code; those that no name belongs to any more are constants all the same.
const legacyNames = [
  ['INDEX_SIZE_ERR', 'IndexSizeError'], ['DOMSTRING_SIZE_ERR', ''], ['HIERARCHY_REQUEST_ERR', 'HierarchyRequestError'],
  ['WRONG_DOCUMENT_ERR', 'WrongDocumentError'], ['INVALID_CHARACTER_ERR', 'InvalidCharacterError'], ['NO_DATA_ALLOWED_ERR', ''],
  ['NO_MODIFICATION_ALLOWED_ERR', 'NoModificationAllowedError'], ['NOT_FOUND_ERR', 'NotFoundError'],
  ['NOT_SUPPORTED_ERR', 'NotSupportedError'], ['INUSE_ATTRIBUTE_ERR', 'InUseAttributeError'],
  ['INVALID_STATE_ERR', 'InvalidStateError'], ['SYNTAX_ERR', 'SyntaxError'],
  ['INVALID_MODIFICATION_ERR', 'InvalidModificationError'], ['NAMESPACE_ERR', 'NamespaceError'],
  ['INVALID_ACCESS_ERR', 'InvalidAccessError'], ['VALIDATION_ERR', ''], ['TYPE_MISMATCH_ERR', 'TypeMismatchError'],
  ['SECURITY_ERR', 'SecurityError'], ['NETWORK_ERR', 'NetworkError'], ['ABORT_ERR', 'AbortError'],
  ['URL_MISMATCH_ERR', 'URLMismatchError'], ['QUOTA_EXCEEDED_ERR', 'QuotaExceededError'], ['TIMEOUT_ERR', 'TimeoutError'],
  ['INVALID_NODE_TYPE_ERR', 'InvalidNodeTypeError'], ['DATA_CLONE_ERR', 'DataCloneError'],
];
const legacyCodes = { __proto__: null };
const codesByName = { __proto__: null };
for (let i = 0; i < legacyNames.length; ++i) {
  legacyCodes[legacyNames[i][0]] = i + 1;
  if (legacyNames[i][1] !== '') codesByName[legacyNames[i][1]] = i + 1;
}

class DOMException extends NativeError {
  #message;
  #name;

  constructor(message = '', name = 'Error') {
    super();
    this.#message = `${message}`;
    this.#name = `${name}`;
  }

  static #of(value) {
    if (!isObject(value) || !(#name in value)) throw illegalInvocation('DOMException');
    return value;
  }

  get name() { return DOMException.#of(this).#name; }
  get message() { return DOMException.#of(this).#message; }
  get code() { return codesByName[DOMException.#of(this).#name] ?? 0; }
}

exposeConstants(expose('DOMException', DOMException, 0), legacyCodes);

function domException(name, message) {
  return new DOMException(message, name);
}
