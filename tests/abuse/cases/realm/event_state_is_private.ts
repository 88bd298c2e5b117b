// why: A program can't give an object the state of an event or a signal, nor build a signal, by constructors, proxies or `this`.
// expect: value ["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]
const outcomes: string[] = [];
const attempt = (code: () => unknown) => { try { code(); outcomes.push('ran'); } catch (error) { outcomes.push((error as Error).name); } };
const signal = new AbortController().signal;
attempt(() => Reflect.construct(EventTarget, [], AbortSignal as never) instanceof AbortSignal && (Reflect.construct(EventTarget, [], AbortSignal as never) as AbortSignal).aborted);
attempt(() => new Proxy(signal, {}).aborted);
attempt(() => new (AbortSignal as never as new () => AbortSignal)());
attempt(() => AbortSignal.any([Object.create(signal)]));
attempt(() => new EventTarget().dispatchEvent(Object.create(new Event('e'))));
attempt(() => new EventTarget().addEventListener('e', () => {}, { signal: Object.create(signal) }));
return outcomes;
