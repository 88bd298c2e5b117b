// The properties of a program's global object, without itself and the tools: no tool is reached through them, and since they are its own,
// nothing that a program puts on a prototype answers for them. //isolate/worker:program_globals_test holds this list against a program.
export const knownGlobals: ReadonlySet<string> = new Set([
  "AbortController", "AbortSignal", "AggregateError", "Array", "ArrayBuffer", "AsyncDisposableStack", "BigInt", "BigInt64Array",
  "BigUint64Array", "Boolean", "Buffer", "CustomEvent", "DOMException", "DataView", "Date", "DisposableStack", "Error", "EvalError",
  "Event", "EventTarget", "Float16Array", "Float32Array", "Float64Array", "Function", "Infinity", "Int16Array", "Int32Array",
  "Int8Array", "Intl", "Iterator", "JSON", "Map", "Math", "NaN", "Number", "Object", "Promise", "Proxy", "RangeError",
  "ReferenceError", "Reflect", "RegExp", "Set", "String", "SuppressedError", "Symbol", "SyntaxError", "TextDecoder", "TextEncoder",
  "TypeError", "URIError", "URL", "URLSearchParams", "Uint16Array", "Uint32Array", "Uint8Array", "Uint8ClampedArray", "WeakMap",
  "WeakSet", "WebSocket", "XMLHttpRequest", "atob", "btoa", "clearInterval", "clearTimeout", "console", "crypto", "decodeURI",
  "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "eval", "fetch", "input", "isFinite", "isNaN", "parseFloat",
  "parseInt", "performance", "process", "queueMicrotask", "require", "setInterval", "setTimeout", "structuredClone", "undefined",
  "unescape",
]);
