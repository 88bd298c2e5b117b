// https://dom.spec.whatwg.org/#events, for targets without parents: an event goes to one target, first to the listeners for capture.

const eventPhase = { __proto__: null, NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 };

// Whether it is an Event, and what it knows of itself.
let isEvent;
let stateOf;

class Event {
  #state;

  constructor(type, init = undefined) {
    needArguments('new Event', arguments.length, 1);
    type = `${type}`;
    const { bubbles, cancelable, composed } = dictionary('the second argument of new Event', init);
    this.#state = {
      __proto__: null, type, bubbles: !!bubbles, cancelable: !!cancelable, composed: !!composed, target: null, dispatching: false,
      stopped: false, stoppedAtOnce: false, canceled: false, passive: false, trusted: false, timeStamp: native.now(),
    };
    defineProperty(this, 'isTrusted', isTrusted);
  }

  static {
    isEvent = (value) => isObject(value) && #state in value;
    append(brands, isEvent);
    stateOf = (value) => {
      if (!isEvent(value)) throw illegalInvocation('Event');
      return value.#state;
    };
  }

  get type() { return stateOf(this).type; }
  get target() { return stateOf(this).target; }
  get srcElement() { return stateOf(this).target; }
  get currentTarget() {
    const state = stateOf(this);
    return state.dispatching ? state.target : null;
  }
  get eventPhase() { return stateOf(this).dispatching ? eventPhase.AT_TARGET : eventPhase.NONE; }
  get bubbles() { return stateOf(this).bubbles; }
  get cancelable() { return stateOf(this).cancelable; }
  get composed() { return stateOf(this).composed; }
  get defaultPrevented() { return stateOf(this).canceled; }
  get timeStamp() { return stateOf(this).timeStamp; }
  get returnValue() { return !stateOf(this).canceled; }
  set returnValue(value) {
    const state = stateOf(this);
    if (!value) cancel(state);
  }
  get cancelBubble() { return stateOf(this).stopped; }
  set cancelBubble(value) {
    const state = stateOf(this);
    if (value) state.stopped = true;
  }
  composedPath() {
    const state = stateOf(this);
    return state.dispatching ? [state.target] : [];
  }
  preventDefault() { cancel(stateOf(this)); }
  stopPropagation() { stateOf(this).stopped = true; }
  stopImmediatePropagation() {
    const state = stateOf(this);
    state.stopped = state.stoppedAtOnce = true;
  }
  initEvent(type, bubbles = false, cancelable = false) { initialize(stateOf(this), arguments.length, type, bubbles, cancelable); }
}

function cancel(state) {
  if (state.cancelable && !state.passive) state.canceled = true;
}

// False while the event is on its way: then it stays as it is.
function initialize(state, given, type, bubbles, cancelable) {
  needArguments('initEvent', given, 1);
  type = `${type}`;
  if (state.dispatching) return false;
  state.type = type;
  state.bubbles = !!bubbles;
  state.cancelable = !!cancelable;
  state.stopped = state.stoppedAtOnce = state.canceled = state.trusted = false;
  state.target = null;
  return true;
}

// Of each event its own, which can't be changed.
const isTrusted = {
  __proto__: null,
  get: showMember(getOwnPropertyDescriptor({ get isTrusted() { return stateOf(this).trusted; } }, 'isTrusted').get),
  enumerable: true,
};

const shownEvent = expose('Event', Event, 1);
exposeConstants(shownEvent, eventPhase);

class CustomEvent extends Event {
  #detail;

  constructor(type, init = undefined) {
    needArguments('new CustomEvent', arguments.length, 1);
    super(type, init);
    const { detail } = dictionary('the second argument of new CustomEvent', init);
    this.#detail = detail === undefined ? null : detail;
  }

  static #of(value) {
    if (!isObject(value) || !(#detail in value)) throw illegalInvocation('CustomEvent');
    return value;
  }

  get detail() { return CustomEvent.#of(this).#detail; }
  initCustomEvent(type, bubbles = false, cancelable = false, detail = null) {
    const event = CustomEvent.#of(this);
    if (initialize(stateOf(event), arguments.length, type, bubbles, cancelable)) event.#detail = detail;
  }
}

expose('CustomEvent', CustomEvent, 1, shownEvent);

// Takes an event to a target's listeners; false if one of them cancelled it. What a listener throws is uncaught: it ends the
// program, like what a timer's function throws, but not the dispatch.
let dispatch;
// Of a target, its listeners: {type, callback, capture, once, passive, removed}.
let listenersOf;
let removeListener;

class EventTarget {
  #listeners = [];

  static {
    append(brands, (value) => #listeners in value);
    listenersOf = (value) => {
      if (!isObject(value) || !(#listeners in value)) throw illegalInvocation('EventTarget');
      return value.#listeners;
    };
    removeListener = (target, listener) => {
      listener.removed = true;
      const kept = [];
      for (let i = 0; i < target.#listeners.length; ++i) if (target.#listeners[i] !== listener) append(kept, target.#listeners[i]);
      // The old array is what a dispatch may be walking through.
      target.#listeners = kept;
    };
    dispatch = (target, event) => {
      const state = stateOf(event);
      state.target = target;
      state.dispatching = true;
      try {
        deliver(target, event, state, true);
        if (!state.stopped) deliver(target, event, state, false);
      } finally {
        state.dispatching = state.stopped = state.stoppedAtOnce = false;
      }
      return !state.canceled;
    };
  }

  addEventListener(type, callback, options = undefined) {
    const listeners = listenersOf(this);
    needArguments('addEventListener', arguments.length, 2);
    type = `${type}`;
    callback = toCallback(callback);
    const { capture, once, passive, signal } = isObject(options) ? options : { __proto__: null, capture: options };
    if (signal !== undefined && !isAbortSignal(signal)) throw new NativeTypeError('the option signal of addEventListener is to be an AbortSignal');
    if (callback === null || (signal !== undefined && isAborted(signal))) return;
    if (findListener(listeners, type, callback, !!capture) !== undefined) return;
    const listener = { __proto__: null, type, callback, capture: !!capture, once: !!once, passive: !!passive, removed: false };
    append(listeners, listener);
    if (signal !== undefined) whenAborted(signal, () => removeListener(this, listener));
  }
  removeEventListener(type, callback, options = undefined) {
    const listeners = listenersOf(this);
    needArguments('removeEventListener', arguments.length, 2);
    type = `${type}`;
    callback = toCallback(callback);
    const capture = !!(isObject(options) ? options.capture : options);
    const listener = findListener(listeners, type, callback, capture);
    if (listener !== undefined) removeListener(this, listener);
  }
  dispatchEvent(event) {
    listenersOf(this);
    if (!isEvent(event)) throw new NativeTypeError('dispatchEvent needs an Event');
    const state = stateOf(event);
    if (state.dispatching) throw domException('InvalidStateError', 'the event is being dispatched already');
    state.trusted = false;
    return dispatch(this, event);
  }
}

expose('EventTarget', EventTarget, 0);

function toCallback(value) {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw new NativeTypeError('a listener is to be a function, or an object with a method handleEvent');
  return value;
}

function findListener(listeners, type, callback, capture) {
  for (let i = 0; i < listeners.length; ++i) {
    const listener = listeners[i];
    if (listener.type === type && listener.callback === callback && listener.capture === capture) return listener;
  }
  return undefined;
}

function deliver(target, event, state, capture) {
  const listeners = listenersOf(target);
  // Those that are added meanwhile wait for the next event.
  const count = listeners.length;
  for (let i = 0; i < count && !state.stoppedAtOnce; ++i) {
    const listener = listeners[i];
    if (listener.removed || listener.type !== state.type || listener.capture !== capture) continue;
    if (listener.once) removeListener(target, listener);
    state.passive = listener.passive;
    try {
      callListener(listener.callback, target, event);
    } catch (error) {
      native.reportUncaught(error);
    } finally {
      state.passive = false;
    }
  }
}

function callListener(callback, target, event) {
  if (typeof callback === 'function') {
    apply(callback, target, [event]);
    return;
  }
  const handle = callback.handleEvent;
  if (typeof handle !== 'function') throw new NativeTypeError('the handleEvent of a listener is to be a function');
  apply(handle, callback, [event]);
}
