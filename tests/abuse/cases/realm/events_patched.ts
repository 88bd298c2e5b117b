// why: Events are delivered, and signals aborted, without looking at what a program put on any prototype or into the globals.
// expect: value ["a","abort","AbortError",true]
const seen: string[] = [];
const { defineProperty, getOwnPropertyDescriptor, apply, ownKeys } = Reflect;
const note = (text: string) => { defineProperty(seen, seen.length, { value: text, enumerable: true, configurable: true, writable: true }); };
const target = new EventTarget(), controller = new AbortController(), { dispatchEvent, addEventListener } = EventTarget.prototype, { abort } = AbortController.prototype;
const event = new Event('a'), reason = getOwnPropertyDescriptor(AbortSignal.prototype, 'reason')!.get!, name = getOwnPropertyDescriptor(DOMException.prototype, 'name')!.get!;
const follower = AbortSignal.any([controller.signal]), signal = controller.signal;
const used = () => { throw new Error('used'); };
const poison = (owner: object) => { const keys = ownKeys(owner); for (let i = 0; i < keys.length; ++i) if (keys[i] !== 'constructor') try { defineProperty(owner, keys[i]!, { get: used, set: used, configurable: true }); } catch {} };
const owners = [Array, Map, Function, String, EventTarget, Event, AbortSignal, AbortController, DOMException];
for (let i = 0; i < owners.length; ++i) poison(owners[i]!.prototype);
const names = ['Event', 'DOMException', 'AbortSignal', 'EventTarget', 'Map', 'Array', 'TypeError'];
for (let i = 0; i < names.length; ++i) defineProperty(globalThis, names[i]!, { value: used });
apply(addEventListener, target, ['a', () => note('a')]);
apply(addEventListener, follower, ['abort', () => note('abort'), false]);
apply(dispatchEvent, target, [event]);
apply(abort, controller, []);
const why = apply(reason, follower, []);
return [seen[0], seen[1], apply(name, why, []), why === apply(reason, signal, [])];
