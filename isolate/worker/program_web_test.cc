// The interfaces of the web platform, by their specifications.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/worker/program_harness.h"

namespace isobridge::isolate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// ---- interfaces ----

TEST(ProgramWebTest, InterfacesAreDefinedAsWebIdlWants) {
  // Data properties of the global object, not enumerable; members enumerable; no prototype can be replaced.
  EXPECT_EQ(Evaluate(R"js(
    const wrong = [];
    for (const name of ['DOMException']) {
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
  EXPECT_EQ(Evaluate("return [DOMException.INDEX_SIZE_ERR, DOMException.prototype.DATA_CLONE_ERR, DOMException.length, "
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

}  // namespace
}  // namespace isobridge::isolate
