// https://dom.spec.whatwg.org/#aborting-ongoing-activities

const longestTimer = 2 ** 31 - 1;

let isAbortSignal;
let isAborted;
// Calls `algorithm` when the signal is aborted, before its listeners. It must not be aborted yet.
let whenAborted;
let newAbortSignal;
let abort;

class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;
  #algorithms = [];
  // Of AbortSignal.any: the signals that it follows, none of which follows another; null of any other signal.
  #sources = null;
  // Those that follow this one.
  #dependents = new NativeMap();
  #handler = null;

  constructor(key) {
    if (key !== isAbortSignal) throw new NativeTypeError('AbortSignal can\'t be constructed: use new AbortController().signal, AbortSignal.timeout(milliseconds) or AbortSignal.any(signals)');
    super();
  }

  static #of(value) {
    if (!isAbortSignal(value)) throw illegalInvocation('AbortSignal');
    return value;
  }

  static {
    isAbortSignal = (value) => isObject(value) && #aborted in value;
    isAborted = (signal) => signal.#aborted;
    whenAborted = (signal, algorithm) => append(signal.#algorithms, algorithm);
    newAbortSignal = () => new AbortSignal(isAbortSignal);
    abort = (signal, reason) => {
      if (signal.#aborted) return;
      signal.#mark(reason === undefined ? domException('AbortError', 'The operation was aborted') : reason);
      const following = [];
      mapForEach(signal.#dependents, (ignored, dependent) => {
        if (dependent.#aborted) return;
        dependent.#mark(signal.#reason);
        append(following, dependent);
      });
      mapClear(signal.#dependents);
      signal.#announce();
      for (let i = 0; i < following.length; ++i) following[i].#announce();
    };
  }

  #mark(reason) {
    this.#aborted = true;
    this.#reason = reason;
  }

  #announce() {
    const algorithms = this.#algorithms;
    this.#algorithms = [];
    for (let i = 0; i < algorithms.length; ++i) algorithms[i]();
    const event = new Event('abort');
    stateOf(event).trusted = true;
    dispatch(this, event);
  }

  // Follows `source`, or what that follows.
  #follow(source) {
    if (source.#sources === null) {
      mapSet(this.#sources, source, true);
      mapSet(source.#dependents, this, true);
    } else {
      mapForEach(source.#sources, (ignored, origin) => this.#follow(origin));
    }
  }

  static abort(reason = undefined) {
    const signal = newAbortSignal();
    signal.#mark(reason === undefined ? domException('AbortError', 'The operation was aborted') : reason);
    return signal;
  }
  static timeout(milliseconds) {
    needArguments('AbortSignal.timeout', arguments.length, 1);
    const delay = +milliseconds;
    if (!isFiniteNumber(delay) || delay <= -1 || delay >= 2 ** 53) throw new NativeTypeError('AbortSignal.timeout needs a number of milliseconds from 0 to 2 ** 53 - 1');
    const signal = newAbortSignal();
    native.setTimeout(() => abort(signal, domException('TimeoutError', 'The operation timed out')), delay < longestTimer ? delay : longestTimer);
    return signal;
  }
  static any(signals) {
    needArguments('AbortSignal.any', arguments.length, 1);
    if (!isObject(signals)) throw new NativeTypeError('AbortSignal.any needs an iterable of AbortSignals');
    const sources = [];
    for (const signal of signals) {
      if (!isAbortSignal(signal)) throw new NativeTypeError('AbortSignal.any needs an iterable of AbortSignals');
      append(sources, signal);
    }
    const follower = newAbortSignal();
    for (let i = 0; i < sources.length; ++i) {
      if (!sources[i].#aborted) continue;
      follower.#mark(sources[i].#reason);
      return follower;
    }
    follower.#sources = new NativeMap();
    for (let i = 0; i < sources.length; ++i) follower.#follow(sources[i]);
    return follower;
  }

  get aborted() { return AbortSignal.#of(this).#aborted; }
  get reason() { return AbortSignal.#of(this).#reason; }
  throwIfAborted() {
    const signal = AbortSignal.#of(this);
    if (signal.#aborted) throw signal.#reason;
  }
  get onabort() { return AbortSignal.#of(this).#handler?.callback.handler ?? null; }
  set onabort(value) {
    const signal = AbortSignal.#of(this);
    if (!isObject(value)) {
      if (signal.#handler !== null) removeListener(signal, signal.#handler);
      signal.#handler = null;
    } else if (signal.#handler !== null) {
      signal.#handler.callback.handler = value;
    } else {
      signal.#handler = newHandler(value);
      append(listenersOf(signal), signal.#handler);
    }
  }
}

// What an attribute like `onabort` registers: it keeps its place among the listeners when the handler is replaced.
function newHandler(handler) {
  const callback = {
    __proto__: null,
    handler,
    handleEvent(event) {
      if (typeof callback.handler === 'function' && apply(callback.handler, stateOf(event).target, [event]) === false) cancel(stateOf(event));
    },
  };
  return { __proto__: null, type: 'abort', callback, capture: false, once: false, passive: false, removed: false };
}

expose('AbortSignal', AbortSignal, 0, global.EventTarget);

class AbortController {
  #signal = newAbortSignal();

  static {
    append(brands, (value) => #signal in value);
  }

  static #of(value) {
    if (!isObject(value) || !(#signal in value)) throw illegalInvocation('AbortController');
    return value;
  }

  get signal() { return AbortController.#of(this).#signal; }
  abort(reason = undefined) { abort(AbortController.#of(this).#signal, reason); }
}

expose('AbortController', AbortController, 0);
