// The interfaces of the web platform, by their specifications.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/worker/program_harness.h"

namespace isobridge::isolate {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

// ---- interfaces ----

TEST(ProgramWebTest, InterfacesAreDefinedAsWebIdlWants) {
  // Data properties of the global object, not enumerable; members enumerable; no prototype can be replaced.
  EXPECT_EQ(Evaluate(R"js(
    const wrong = [];
    for (const name of ['DOMException', 'Event', 'CustomEvent', 'EventTarget', 'AbortController', 'AbortSignal', 'TextEncoder',
        'TextDecoder', 'URL', 'URLSearchParams']) {
      const it = Object.getOwnPropertyDescriptor(globalThis, name);
      if (it.enumerable || !it.writable || !it.configurable || it.value.name !== name) wrong.push(name);
      const prototype = Object.getOwnPropertyDescriptor(it.value, 'prototype');
      if (prototype.writable || prototype.configurable || prototype.value.constructor !== it.value) wrong.push(name + '.prototype');
      if (Object.prototype.toString.call(prototype.value) !== `[object ${name}]`) wrong.push(name + ' tag');
      try { it.value(); wrong.push(name + ' without new'); } catch (e) { if (e.name !== 'TypeError') wrong.push(e.name); }
      for (const [key, member] of Object.entries(Object.getOwnPropertyDescriptors(prototype.value))) {
        if (key === 'constructor') continue;
        if (!member.enumerable) wrong.push(`${name}.${key}`);
        for (const part of [member.get, member.set, member.value]) {
          if (typeof part !== 'function') continue;
          for (const other of [undefined, {}, Object.create(prototype.value)]) {
            try { part.call(other); wrong.push(`${name}.${key} of another`); } catch (e) { if (!(e instanceof TypeError)) wrong.push(`${key} ${e}`); }
          }
          try { new part(); wrong.push('new ' + key); } catch (e) { if (!(e instanceof TypeError)) wrong.push(`new ${key} ${e}`); }
        }
      }
    }
    return wrong)js"),
            "[]");
}

// ---- DOMException ----

TEST(ProgramWebTest, DomExceptionHasNameMessageAndCode) {
  EXPECT_EQ(Evaluate("const e = new DOMException('m', 'AbortError'); const d = new DOMException(); return [e.name, e.message, "
                     "e.code, String(e), d.name, d.message, d.code, new DOMException('', 'mine').code]"),
            R"(["AbortError","m",20,"AbortError: m","Error","",0,0])");
}
TEST(ProgramWebTest, DomExceptionHasLegacyCodes) {
  EXPECT_EQ(
      Evaluate("return [DOMException.INDEX_SIZE_ERR, DOMException.prototype.DATA_CLONE_ERR, DOMException.length, "
               "Object.keys(DOMException).length, ['IndexSizeError', 'InvalidAccessError', 'TimeoutError', 'DataCloneError', "
               "'EncodingError', 'OperationError', 'toString'].map((n) => new DOMException('', n).code)]"),
      "[1,25,0,25,[1,15,23,25,0,0,0]]");
}
TEST(ProgramWebTest, DomExceptionIsAnError) {
  EXPECT_EQ(Evaluate("const e = new DOMException('m', 'n'); return [e instanceof Error, e instanceof DOMException, "
                     "Object.prototype.toString.call(e), Object.getPrototypeOf(DOMException) === Function.prototype, "
                     "Object.keys(e), 'message' in Object.getOwnPropertyDescriptors(e), e.stack]"),
            R"([true,true,"[object DOMException]",true,[],false,"n: m\n    at program.ts:1:11"])");
}
TEST(ProgramWebTest, DomExceptionMayBeExtended) {
  EXPECT_EQ(Evaluate("class Mine extends DOMException { constructor() { super('m', 'TimeoutError') } get extra() { return 1 } } "
                     "const e = new Mine(); return [e.code, e.extra, e instanceof Mine, e instanceof DOMException]"),
            "[23,1,true,true]");
}
TEST(ProgramWebTest, DomExceptionThatIsThrownIsDescribed) {
  ProgramHarness harness;
  harness.Run("throw new DOMException('too slow', 'TimeoutError')");
  EXPECT_EQ(harness.Outcome(), "TimeoutError: too slow");
  EXPECT_EQ(harness.Finished().error().code(), "23");
  EXPECT_EQ(harness.Finished().error().line(), 1u);
  EXPECT_THAT(ConsoleOf("console.log(new DOMException('m', 'n'))"), ElementsAre("2 n: m\n    at program.ts:1:13"));
}

// ---- events ----

TEST(ProgramWebTest, EventsHaveTheirAttributes) {
  EXPECT_EQ(
      Evaluate("const e = new Event(1, { bubbles: 1, cancelable: true }); return [e.type, e.bubbles, e.cancelable, e.composed,"
               "e.target, e.currentTarget, e.eventPhase, e.defaultPrevented, e.returnValue, e.isTrusted, e.timeStamp, "
               "e.composedPath(), Event.AT_TARGET, e.NONE, Object.keys(e)]"),
      R"(["1",true,true,false,null,null,0,false,true,false,0,[],2,0,["isTrusted"]])");
  EXPECT_EQ(
      Evaluate("const c = new CustomEvent('c', { detail: [1] }); return [c.detail, new CustomEvent('c').detail, c instanceof "
               "Event, Object.getPrototypeOf(CustomEvent) === Event, Object.prototype.toString.call(c)]"),
      R"([[1],null,true,true,"[object CustomEvent]"])");
  EXPECT_EQ(Evaluate("return [() => new Event(), () => new Event('e', 1), () => new Event(Symbol())].map((f) => { try { f() } "
                     "catch (e) { return e.name } })"),
            R"(["TypeError","TypeError","TypeError"])");
}
TEST(ProgramWebTest, ListenersAreCalledInOrderWithTheTargetAsThis) {
  EXPECT_EQ(
      Evaluate(
          "const t = new EventTarget(), r = []; t.addEventListener('e', function (e) { r.push(['a', this === t, "
          "e.target === t, e.currentTarget === t, e.eventPhase, e.composedPath()[0] === t]) }); "
          "t.addEventListener('e', { n: 'b', handleEvent() { r.push(this.n) } }); t.addEventListener('e', () => "
          "r.push('capture'), true); t.addEventListener('other', () => r.push('no')); t.addEventListener('e', null); "
          "const e = new Event('e'); r.push(t.dispatchEvent(e)); return [...r, e.currentTarget, e.eventPhase, e.target === t]"),
      R"(["capture",["a",true,true,true,2,true],"b",true,null,0,true])");
}
TEST(ProgramWebTest, ListenersAreKnownByTypeCallbackAndCapture) {
  EXPECT_EQ(
      Evaluate("const t = new EventTarget(); let n = 0; const f = () => { n++ }; t.addEventListener('e', f); "
               "t.addEventListener('e', f, { once: true }); t.addEventListener('e', f, { capture: true }); t.dispatchEvent(new "
               "Event('e')); t.removeEventListener('e', f); t.dispatchEvent(new Event('e')); t.removeEventListener('e', f, "
               "{ capture: 1 }); t.dispatchEvent(new Event('e')); return n"),
      "3");
}
TEST(ProgramWebTest, ListenersMayGoAndComeWhileAnEventIsDelivered) {
  EXPECT_EQ(
      Evaluate("const t = new EventTarget(), r = []; const late = () => r.push('late'), gone = () => r.push('gone'); "
               "t.addEventListener('e', () => { r.push(1); t.addEventListener('e', late); t.removeEventListener('e', gone) }, "
               "{ once: true }); t.addEventListener('e', gone); t.dispatchEvent(new Event('e')); t.dispatchEvent(new "
               "Event('e')); return r"),
      R"([1,"late"])");
}
TEST(ProgramWebTest, PropagationStops) {
  EXPECT_EQ(
      Evaluate("const t = new EventTarget(), r = []; t.addEventListener('a', (e) => { r.push(1); "
               "e.stopImmediatePropagation() }); t.addEventListener('a', () => r.push(2)); t.addEventListener('b', (e) => { "
               "r.push(3); e.stopPropagation(); r.push(e.cancelBubble) }, true); t.addEventListener('b', () => r.push(4), true); "
               "t.addEventListener('b', () => r.push(5)); for (const n of ['a', 'b']) t.dispatchEvent(new Event(n)); return r"),
      "[1,3,true,4]");
}
TEST(ProgramWebTest, DefaultsArePrevented) {
  EXPECT_EQ(
      Evaluate("const t = new EventTarget(), r = []; t.addEventListener('e', (e) => { e.preventDefault(); "
               "r.push(e.defaultPrevented) }); t.addEventListener('p', (e) => e.preventDefault(), { passive: true }); for (const "
               "[n, cancelable] of [['e', true], ['e', false], ['p', true]]) r.push(t.dispatchEvent(new Event(n, { cancelable "
               "}))); return r"),
      "[true,false,false,true,true]");
}
TEST(ProgramWebTest, AnEventIsDispatchedOnceAtATime) {
  EXPECT_EQ(
      Evaluate("const t = new EventTarget(); let r; t.addEventListener('e', (e) => { try { t.dispatchEvent(e) } catch (x) { r = "
               "[x.name, x instanceof DOMException] } e.initEvent('ignored') }); const e = new Event('e'); t.dispatchEvent(e); "
               "e.initEvent('other'); return [...r, e.type]"),
      R"(["InvalidStateError",true,"other"])");
  EXPECT_EQ(Evaluate("try { new EventTarget().dispatchEvent({ type: 'e' }) } catch (e) { return e.name }"), R"("TypeError")");
}
TEST(ProgramWebTest, AThrowingListenerEndsTheProgramButNotTheDispatch) {
  ProgramHarness harness;
  harness.Run(
      "const t = new EventTarget(); t.addEventListener('e', () => { throw new RangeError('mine') }); t.addEventListener('e', "
      "() => console.log('next')); console.log(t.dispatchEvent(new Event('e'))); await new Promise((r) => setTimeout(r, 1))");
  EXPECT_THAT(harness.Console(), ElementsAre("2 next", "2 true"));
  EXPECT_EQ(harness.Outcome(), "RangeError: mine");
}
TEST(ProgramWebTest, TargetsMayBeExtended) {
  EXPECT_EQ(
      Evaluate("class Bus extends EventTarget { sent = []; send(n) { this.dispatchEvent(new CustomEvent('m', { detail: n })) } } "
               "const b = new Bus(); b.addEventListener('m', (e) => b.sent.push(e.detail)); b.send(1); b.send(2); return "
               "[b.sent, b instanceof EventTarget]"),
      "[[1,2],true]");
}
TEST(ProgramWebTest, ASignalRemovesListeners) {
  EXPECT_EQ(
      Evaluate("const t = new EventTarget(), c = new AbortController(); let n = 0; t.addEventListener('e', () => n++, { signal: "
               "c.signal }); t.dispatchEvent(new Event('e')); c.abort(); t.dispatchEvent(new Event('e')); "
               "t.addEventListener('e', () => n++, { signal: c.signal }); t.dispatchEvent(new Event('e')); let x; try { "
               "t.addEventListener('e', () => {}, { signal: {} }) } catch (e) { x = e.name } return [n, x]"),
      R"([1,"TypeError"])");
}

// ---- aborting ----

TEST(ProgramWebTest, AControllerAbortsItsSignalOnce) {
  EXPECT_EQ(Evaluate("const c = new AbortController(), s = c.signal, r = [s.aborted, s.reason === undefined, s === c.signal]; "
                     "s.addEventListener('abort', (e) => r.push([e.type, e.isTrusted, e.bubbles, e.target === s])); s.onabort = "
                     "function () { r.push(this === s) }; c.abort(); c.abort('later'); return [...r, s.aborted, s.reason.name, "
                     "s.reason.code, s.reason instanceof DOMException]"),
            R"([false,true,true,["abort",true,false,true],true,true,"AbortError",20,true])");
}
TEST(ProgramWebTest, TheReasonIsAnyValue) {
  EXPECT_EQ(
      Evaluate("const c = new AbortController(); c.abort(null); const r = [c.signal.reason]; for (const s of [c.signal, "
               "AbortSignal.abort(7), AbortSignal.abort()]) try { s.throwIfAborted() } catch (e) { r.push(e?.name ?? e) } new "
               "AbortController().signal.throwIfAborted(); return r"),
      R"([null,null,7,"AbortError"])");
}
TEST(ProgramWebTest, OnabortKeepsItsPlace) {
  EXPECT_EQ(
      Evaluate("const c = new AbortController(), s = c.signal, r = []; s.onabort = () => r.push('old'); "
               "s.addEventListener('abort', () => r.push('second')); s.onabort = () => r.push('first'); const f = s.onabort; "
               "s.onabort = 5; r.push(s.onabort); s.onabort = f; c.abort(); return r"),
      R"([null,"second","first"])");
}
TEST(ProgramWebTest, ATimeoutFollowsTheVirtualClock) {
  ProgramHarness harness;
  harness.Run(
      "const s = AbortSignal.timeout(9.9); await new Promise((r) => s.addEventListener('abort', r)); return [s.reason.name, "
      "s.reason.code, performance.now()]");
  EXPECT_EQ(harness.Frames()[0].timer_set().delay_ms(), 9u);
  harness.Fire(1, 1'767'323'045'012'000);
  EXPECT_EQ(harness.Outcome(), R"(["TimeoutError",23,12])");
}
TEST(ProgramWebTest, TimeoutsWantANumberOfMilliseconds) {
  EXPECT_EQ(
      Evaluate(
          "return [-1, NaN, Infinity, 2 ** 53, undefined, 1n].map((n) => { try { AbortSignal.timeout(n) } catch (e) { return "
          "e.name } })"),
      R"(["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"])");
  ProgramHarness harness;
  harness.Run("AbortSignal.timeout(2 ** 40); await new Promise(() => {})");
  EXPECT_EQ(harness.Frames()[0].timer_set().delay_ms(), 2'147'483'647u);
}
TEST(ProgramWebTest, TimeoutsCountAsTimers) {
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_timers(1);
  harness.Run("AbortSignal.timeout(1); AbortSignal.timeout(1)");
  EXPECT_THAT(harness.Outcome(), StartsWith("RangeError: too many timers"));
}
TEST(ProgramWebTest, AnyFollowsTheFirstThatIsAborted) {
  EXPECT_EQ(
      Evaluate(
          "const a = new AbortController(), b = new AbortController(), r = []; const any = AbortSignal.any(new Set([a.signal, "
          "b.signal, a.signal])), both = AbortSignal.any([any]); any.onabort = () => r.push('any'); both.onabort = () => "
          "r.push('both', any.aborted); b.signal.onabort = () => r.push('b', any.aborted); b.abort(3); a.abort(4); return "
          "[...r, any.reason, both.reason, AbortSignal.any([a.signal, b.signal]).reason, AbortSignal.any([]).aborted]"),
      R"(["b",true,"any","both",true,3,3,4,false])");
  EXPECT_EQ(Evaluate("return [1, [1], 'a', undefined].map((x) => { try { AbortSignal.any(x) } catch (e) { return e.name } })"),
            R"(["TypeError","TypeError","TypeError","TypeError"])");
}
TEST(ProgramWebTest, SignalsAreNotConstructed) {
  EXPECT_THAT(Evaluate("new AbortSignal()"), StartsWith("TypeError: AbortSignal can't be constructed"));
  EXPECT_THAT(Evaluate("class S extends AbortSignal {} new S()"), StartsWith("TypeError: AbortSignal can't be constructed"));
}

// ---- Base64 ----

TEST(ProgramWebTest, Base64GoesBothWays) {
  EXPECT_EQ(
      Evaluate(
          "const all = String.fromCharCode(...Array(256).keys()); return [btoa(''), btoa('a'), btoa('ab'), btoa('abc'), "
          "btoa('\\u00ff\\u0000'), btoa(null), atob(btoa(all)) === all, atob('YQ=='), atob('YQ'), atob(' Y W\\tJ\\nj\\f\\r'), "
          "atob(''), atob('YR==')]"),
      R"(["","YQ==","YWI=","YWJj","/wA=","bnVsbA==",true,"a","a","abc","","a"])");
}
TEST(ProgramWebTest, WhatIsNoBase64IsRefused) {
  EXPECT_EQ(
      Evaluate(
          "return ['a', 'ab=', 'abc==', '=', 'ab-_', 'ab\\u00a0c', 'abcde', 'é', 'Ā', 'YQ=', 'YQ==='].map((x) => { try { return "
          "atob(x) } catch (e) { return e.code } })"),
      "[5,5,5,5,5,5,5,5,5,5,5]");
  EXPECT_EQ(Evaluate("try { btoa('Ā') } catch (e) { return [e.name, e instanceof DOMException] }"),
            R"(["InvalidCharacterError",true])");
  EXPECT_THAT(Evaluate("btoa()"), StartsWith("TypeError: btoa needs 1 argument"));
}

// ---- encoding ----

TEST(ProgramWebTest, TextIsEncoded) {
  EXPECT_EQ(
      Evaluate("const e = new TextEncoder(); const b = e.encode('é€😀\\ud800x'); return [e.encoding, b instanceof Uint8Array, "
               "[...b], b.buffer.byteLength, e.encode().length, e.encode(undefined).length, e.encode(12).length]"),
      R"(["utf-8",true,[195,169,226,130,172,240,159,152,128,239,191,189,120],13,0,0,2])");
}
TEST(ProgramWebTest, EncodeIntoWritesWholeCharacters) {
  EXPECT_EQ(
      Evaluate(
          "const e = new TextEncoder(), r = []; for (const [t, n] of [['abc', 2], ['a€', 3], ['a😀b', 4], ['a😀b', 6], "
          "['\\ud800', 2], ['\\ud800', 3], ['', 3], ['x', 0]]) { const b = new Uint8Array(n + 2).fill(7).subarray(1, n + 1); "
          "const { read, written } = e.encodeInto(t, b); r.push([read, written, new Uint8Array(b.buffer).at(-1)]) } return r"),
      "[[2,2,7],[1,1,7],[1,1,7],[4,6,7],[0,0,7],[1,3,7],[0,0,7],[0,0,7]]");
  EXPECT_THAT(Evaluate("new TextEncoder().encodeInto('', new Uint16Array(1))"),
              StartsWith("TypeError: encodeInto needs a Uint8Array"));
}
TEST(ProgramWebTest, TextIsDecodedFromAnyBytes) {
  EXPECT_EQ(
      Evaluate("const d = new TextDecoder(), b = new Uint8Array([120, 195, 169, 121]); return [d.decode(b), d.decode(b.buffer), "
               "d.decode(new DataView(b.buffer, 1, 2)), d.decode(b.subarray(3)), d.decode(), d.decode(new Uint16Array(1)), "
               "d.decode(new Uint8Array(b.buffer.transfer(0))), d.encoding, d.fatal, d.ignoreBOM]"),
      R"(["xéy","xéy","é","y","","\u0000\u0000","","utf-8",false,false])");
  EXPECT_THAT(Evaluate("new TextDecoder().decode([1])"), StartsWith("TypeError: decode needs an ArrayBuffer"));
}
TEST(ProgramWebTest, BytesThatAreNoTextAreReplacedOrRefused) {
  EXPECT_EQ(
      Evaluate("const r = []; for (const b of [[0xff], [0xc0, 0x80], [0xe2, 0x82], [0xf0, 0x9f, 0x98, 65], [0xed, 0xa0, 0x80], "
               "[0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88]]) { const u = new Uint8Array(b); r.push(new "
               "TextDecoder().decode(u).replaceAll('\\ufffd', '?')); try { new TextDecoder('utf8', { fatal: true }).decode(u) } "
               "catch (e) { r.push(e.name) } } return r.join()"),
      R"("?,TypeError,??,TypeError,?,TypeError,?A,TypeError,???,TypeError,????,TypeError,??,TypeError")");
}
TEST(ProgramWebTest, StreamsAreDecodedPieceByPiece) {
  // Whatever the pieces are, the text is that of the whole, and a fatal decoder agrees.
  EXPECT_EQ(Evaluate(R"js(
    const texts = ['aé€😀z', '\ufeffa\ufeff'].map((t) => [...new TextEncoder().encode(t)]);
    texts.push([0xe2, 0x82, 65], [0xe2, 0xe2, 0x82, 0xac], [0xf0, 0x9f, 0xe2, 0x82, 0xac], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98], [0x80, 0xc3]);
    const wrong = [];
    for (const bytes of texts) for (const size of [1, 2, 3, 4]) for (const ignoreBOM of [false, true]) {
      const decoder = new TextDecoder('utf-8', { ignoreBOM });
      const whole = decoder.decode(new Uint8Array(bytes));
      for (let again = 0; again < 2; ++again) {
        let text = '';
        for (let at = 0; at < bytes.length; at += size) text += decoder.decode(new Uint8Array(bytes.slice(at, at + size)), { stream: true });
        text += decoder.decode();
        if (text !== whole) wrong.push([bytes, size, text, whole]);
      }
      const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM });
      let text = '';
      try {
        for (let at = 0; at < bytes.length; at += size) text += strict.decode(new Uint8Array(bytes.slice(at, at + size)), { stream: true });
        text += strict.decode();
      } catch { text = 'refused'; }
      if (text !== (whole.includes('\ufffd') ? 'refused' : whole)) wrong.push(['fatal', bytes, size, text]);
    }
    return wrong)js"),
            "[]");
}
TEST(ProgramWebTest, AByteOrderMarkIsLeftOut) {
  EXPECT_EQ(Evaluate("const b = new TextEncoder().encode('\\ufeff\\ufeffa'); return [new TextDecoder().decode(b).length, new "
                     "TextDecoder('utf-8', { ignoreBOM: true }).decode(b).length]"),
            "[2,3]");
}
TEST(ProgramWebTest, OnlyUtf8IsKnown) {
  EXPECT_EQ(Evaluate("return [' UTF-8\\n', 'Unicode20UTF8', undefined].map((l) => new TextDecoder(l).encoding)"),
            R"(["utf-8","utf-8","utf-8"])");
  EXPECT_THAT(Evaluate("new TextDecoder('latin1')"),
              StartsWith("RangeError: TextDecoder knows no encoding 'latin1': only UTF-8"));
  EXPECT_THAT(Evaluate("new TextDecoder('constructor')"), StartsWith("RangeError"));
}

// ---- crypto.subtle.digest ----

TEST(ProgramWebTest, BytesAreDigested) {
  EXPECT_EQ(Evaluate("const r = []; for (const a of ['SHA-1', 'sha-256', { name: 'SHA-384' }, 'SHA-512']) { const d = await "
                     "crypto.subtle.digest(a, new TextEncoder().encode('xabcx').subarray(1, 4)); r.push(d.byteLength, new "
                     "Uint8Array(d).toHex?.().slice(0, 8) ?? [...new Uint8Array(d, 0, 4)].map((b) => b.toString(16).padStart(2, "
                     "'0')).join('')) } return r"),
            R"([20,"a9993e36",32,"ba7816bf",48,"cb00753f",64,"ddaf35a1"])");
}
TEST(ProgramWebTest, DigestRejects) {
  EXPECT_EQ(Evaluate("const r = []; for (const a of [['MD5', new Uint8Array(1)], ['SHA-256', 'text'], ['SHA-256'], [{}, new "
                     "Uint8Array(1)], ['__proto__', new Uint8Array(1)]]) { const p = crypto.subtle.digest(...a); r.push(await "
                     "p.catch((e) => e.name)) } return r"),
            R"(["NotSupportedError","TypeError","TypeError","TypeError","NotSupportedError"])");
}

}  // namespace
}  // namespace isobridge::isolate
