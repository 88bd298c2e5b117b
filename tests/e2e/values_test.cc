// Bytes beside JSON, and results that are cut.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::ExecutionError;
using isobridge::v1::Warning;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ValuesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new ServerProcess(); }
  static void TearDownTestSuite() { delete server_; }

  static inline ServerProcess* server_ = nullptr;
  const std::shared_ptr<grpc::Channel> channel_ = server_->Connect();
};

isobridge::v1::Start Taking(const std::string& code, const std::vector<std::string>& tools = {}) {
  isobridge::v1::Start start = Program(code, tools);
  start.set_attachments(true);
  return start;
}

TEST_F(ValuesTest, BytesGoBothWays) {
  const std::string all_bytes = [] {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    return bytes;
  }();
  isobridge::v1::Start start = Taking(
      "const { image } = await external_flip({ image: input.image, note: 'x' }); return { same: image.length, image }", {"flip"});
  start.set_input_json(R"({"image":""})");
  start.add_input_attachments()->set_path("/image");
  start.mutable_input_attachments(0)->set_data(all_bytes);

  Conversation conversation(channel_);
  conversation.Start(start);
  const isobridge::v1::Call call = conversation.NextCall();
  EXPECT_EQ(call.args_json(), R"({"image":"","note":"x"})");
  ASSERT_EQ(call.attachments_size(), 1);
  EXPECT_EQ(call.attachments(0).path(), "/image");
  EXPECT_EQ(call.attachments(0).type(), "Uint8Array");
  EXPECT_EQ(call.attachments(0).data(), all_bytes);
  isobridge::v1::ExecuteRequest answer;
  answer.mutable_call_result()->set_id(1);
  answer.mutable_call_result()->set_result_json(R"({"image":""})");
  *answer.mutable_call_result()->add_attachments() = call.attachments(0);
  conversation.Send(answer);
  const Transcript transcript = conversation.Finish();
  EXPECT_EQ(transcript.json(), R"({"same":256,"image":""})");
  ASSERT_EQ(transcript.finished().value().attachments_size(), 1);
  EXPECT_EQ(transcript.finished().value().attachments(0).data(), all_bytes);
  EXPECT_EQ(transcript.finished().usage().result_bytes(), transcript.json().size() + 6 + 256);
}

TEST_F(ValuesTest, OthersGetNumbersAndAWarning) {
  const Transcript transcript = Execute(channel_, "return new Uint8Array([1, 2])");
  EXPECT_EQ(transcript.json(), "[1,2]");
  EXPECT_THAT(transcript.warnings(), ElementsAre(Warning::CODE_LOSSY_RESULT));
}

TEST_F(ValuesTest, BytesCountForTheLimits) {
  isobridge::v1::Start start = Taking("return new Uint8Array(3000)");
  start.mutable_limits()->set_result_bytes(2'000);
  EXPECT_EQ(Execute(channel_, start).code(), ExecutionError::CODE_RESULT_TOO_LARGE);
  start = Taking("return 1");
  start.mutable_limits()->set_input_bytes(100);
  start.set_input_json("\"\"");
  start.add_input_attachments()->set_data(std::string(200, 'x'));
  EXPECT_EQ(ViolatedField(Execute(channel_, start).status), "start.input_json");
}

TEST_F(ValuesTest, BadAttachmentsAreToldToWhoeverSentThem) {
  isobridge::v1::Start start = Taking("return 1");
  start.set_input_json("{}");
  start.add_input_attachments()->set_path("no-pointer");
  EXPECT_EQ(ViolatedField(Execute(channel_, start).status), "start.input_attachments");
  start.mutable_input_attachments(0)->set_path("/nowhere");
  const grpc::Status misplaced = Execute(channel_, start).status;
  EXPECT_EQ(ViolatedField(misplaced), "start.input_attachments[0].path");
  EXPECT_THAT(misplaced.error_message(), HasSubstr("\"/nowhere\", where there is nothing"));

  Conversation conversation(channel_);
  conversation.Start(Program("try { await external_a() } catch (e) { return [e.name, e.code] }", {"a"}));
  conversation.NextCall();
  isobridge::v1::ExecuteRequest answer;
  answer.mutable_call_result()->set_id(1);
  answer.mutable_call_result()->set_result_json("{}");
  answer.mutable_call_result()->add_attachments()->set_path("/nowhere");
  conversation.Send(answer);
  EXPECT_EQ(conversation.Finish().json(), R"(["CallError","ATTACHMENT_INVALID"])");
}

TEST_F(ValuesTest, EqualArgumentsWithOtherBytesHaveAnotherDigest) {
  const isobridge::v1::Finished finished =
      Execute(channel_, Taking("for (const n of [1, 1, 2]) await external_a(new Uint8Array([n]))", {"a"}),
              [](const isobridge::v1::Call&) { return "1"; })
          .finished();
  EXPECT_EQ(finished.calls(0).args_sha256(), finished.calls(1).args_sha256());
  EXPECT_NE(finished.calls(1).args_sha256(), finished.calls(2).args_sha256());
}

// ---- the contract, case by case -------------------------------------------------------------------------------------

std::vector<std::string> Losses(const Transcript& transcript, Warning::Code code) {
  std::vector<std::string> losses;
  const isobridge::v1::Finished finished = transcript.finished();
  for (const Warning& warning : finished.warnings()) {
    EXPECT_EQ(warning.code(), code) << warning.message();
    losses.push_back(warning.message());
  }
  return losses;
}

std::vector<std::string> Bytes(const google::protobuf::RepeatedPtrField<isobridge::v1::Attachment>& attachments) {
  std::vector<std::string> bytes;
  for (const isobridge::v1::Attachment& one : attachments) bytes.push_back(one.path() + " " + one.type() + " " + one.data());
  return bytes;
}

// A value that leaves the program.
struct Leaving {
  // An expression; `undefined` in it needs no care.
  std::string value;
  std::string json;
  // What is lost, behind the path of the whole, as a result; and as arguments, for which `undefined` and `Date` are no losses.
  std::vector<std::string> as_result = {};
  std::vector<std::string> as_arguments = {};
};

class LeavingValueTest : public ValuesTest, public ::testing::WithParamInterface<Leaving> {
 protected:
  static std::vector<std::string> Behind(std::string_view root, const std::vector<std::string>& losses) {
    std::vector<std::string> told;
    for (const std::string& loss : losses) told.push_back(absl::StrCat(root, loss));
    return told;
  }
};

TEST_P(LeavingValueTest, AsAResult) {
  const Transcript transcript = Execute(channel_, absl::StrCat("return ", GetParam().value));
  ASSERT_TRUE(transcript.finished().has_value()) << transcript.finished().ShortDebugString();
  EXPECT_EQ(transcript.json(), GetParam().json);
  EXPECT_EQ(Losses(transcript, Warning::CODE_LOSSY_RESULT), Behind("result", GetParam().as_result));
}

TEST_P(LeavingValueTest, AsArguments) {
  const Transcript transcript = Execute(channel_, Program(absl::StrCat("await external_a(", GetParam().value, ")"), {"a"}),
                                        [](const isobridge::v1::Call&) { return ""; });
  ASSERT_EQ(transcript.calls().size(), 1u) << transcript.finished().ShortDebugString();
  // A call without arguments has none.
  EXPECT_EQ(transcript.calls()[0].args_json(), GetParam().json.empty() ? "{}" : GetParam().json);
  EXPECT_EQ(Losses(transcript, Warning::CODE_LOSSY_ARGS), Behind("call 1: args", GetParam().as_arguments));
}

// Lost alike in both.
Leaving Lossy(std::string value, std::string json, const std::vector<std::string>& losses) {
  return {std::move(value), std::move(json), losses, losses};
}

INSTANTIATE_TEST_SUITE_P(
    Each, LeavingValueTest,
    ::testing::Values(
        // Exact.
        Leaving{"undefined", ""}, Leaving{"null", "null"}, Leaving{"true", "true"}, Leaving{"1.5e300", "1.5e+300"},
        Leaving{"9007199254740993", "9007199254740992"}, Leaving{"-0", "0"}, Leaving{R"('é\u0000\\')", R"("é\u0000\\")"},
        Leaving{"({ a: [1, 'x', null, { b: [] }] })", R"({"a":[1,"x",null,{"b":[]}]})"},
        Leaving{"({ ['__proto__']: 1, '': 2, 1: 3 })", R"({"1":3,"__proto__":1,"":2})"},
        Leaving{"Object.assign(Object.create(null), { a: 1 })", R"({"a":1})"},
        Leaving{"[Object(1), Object('s'), Object(false)]", R"([1,"s",false])"},
        Leaving{"new (class { x = 1; #y = 2; get z() { return 3 } })()", R"({"x":1})"},
        Leaving{"({ get a() { return 1 } })", R"({"a":1})"}, Leaving{"new Proxy({ a: 1 }, {})", R"({"a":1})"},
        Leaving{"({ toJSON() { return { b: 1 } } })", R"({"b":1})"}, Leaving{"({ toJSON() {} })", ""},
        Leaving{"new URL('https://a.b/c?d')", R"("https://a.b/c?d")"},
        Leaving{"((s) => [s, s, { s }])({ v: 1 })", R"([{"v":1},{"v":1},{"s":{"v":1}}])"},
        Leaving{"Array(60).fill().reduce((v) => [v], 0)", std::string(60, '[') + "0" + std::string(60, ']')},
        // Half a surrogate pair is its escape.
        Leaving{"['\\ud800', { '\\udc00': 1 }]", R"(["\ud800",{"\udc00":1}])"},
        // What JSON.stringify leaves out, so do calls.
        Leaving{"({ a: undefined, b: 1 })", R"({"b":1})", {".a was undefined and is left out"}},
        Leaving{"[undefined, 1]", "[null,1]", {"[0] was undefined and is now null"}},
        Leaving{"[1, , 3]", "[1,null,3]", {"[1] was undefined and is now null"}},
        Leaving{"({ at: new Date(0) })", R"({"at":"1970-01-01T00:00:00.000Z"})", {".at was a Date and is now a string"}},
        // Converted.
        Lossy("new Date(NaN)", "null", {" was an invalid Date and is now null"}),
        Lossy("NaN", "null", {" was NaN and is now null"}),
        Lossy("[-Infinity, { a: Infinity }]", R"([null,{"a":null}])",
              {"[0] was -Infinity and is now null", "[1].a was Infinity and is now null"}),
        Lossy("new Map([['a', 1], ['b c', NaN]])", R"({"a":1,"b c":null})",
              {" was a Map and is now an object", R"(["b c"] was NaN and is now null)"}),
        Lossy("({ m: new Map([[1, 2]]) })", R"({"m":[[1,2]]})", {".m was a Map and is now an array of [key, value]"}),
        Lossy("new Set(['a', NaN])", R"(["a",null])", {" was a Set and is now an array", "[1] was NaN and is now null"}),
        Lossy("/a\\/b/giu", R"("/a\\/b/giu")", {" was a RegExp and is now a string"}),
        Lossy("Object.assign(new RangeError('x'), { code: 'C' })", R"({"name":"RangeError","message":"x","code":"C"})",
              {" was an Error and is now an object"}),
        Lossy("[new AggregateError([1], 'all')]", R"([{"name":"AggregateError","message":"all"}])",
              {"[0] was an Error and is now an object"}),
        Lossy("[1, 2].values()", "{}", {" was an Array Iterator whose contents JSON can't hold"}),
        Lossy("({ p: new URLSearchParams('a=1') })", R"({"p":{}})", {".p was a URLSearchParams whose contents JSON can't hold"}),
        Lossy("new WeakMap()", "{}", {" was a WeakMap whose contents JSON can't hold"}),
        // Bytes for those who take no attachments.
        Lossy("new Uint8Array([1, 255])", "[1,255]", {" was a Uint8Array and is now an array"}),
        Lossy("({ f: new Float32Array([0.5, NaN]) })", R"({"f":[0.5,null]})",
              {".f was a Float32Array and is now an array", ".f[1] was NaN and is now null"}),
        Lossy("new Uint16Array(new ArrayBuffer(8), 2, 1)", "[0]", {" was a Uint16Array and is now an array"}),
        Lossy("new Uint8Array([1, 2]).buffer", "[1,2]", {" was an ArrayBuffer and is now an array of bytes"}),
        Lossy("new DataView(new Uint8Array([1, 2, 3]).buffer, 1)", "[2,3]", {" was a DataView and is now an array of bytes"}),
        Lossy("new ArrayBuffer(1, { maxByteLength: 8 })", "[0]", {" was an ArrayBuffer and is now an array of bytes"})));

// A value that can't leave.
struct Refused {
  std::string value;
  // Behind the path of the whole.
  std::string problem;
};

class RefusedValueTest : public ValuesTest, public ::testing::WithParamInterface<Refused> {};

TEST_P(RefusedValueTest, AsAResult) {
  const Transcript transcript = Execute(channel_, absl::StrCat("return ", GetParam().value));
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_RESULT_NOT_SERIALIZABLE);
  EXPECT_THAT(transcript.finished().error().message(), StartsWith(absl::StrCat("result", GetParam().problem)));
}

TEST_P(RefusedValueTest, AsArguments) {
  const Transcript transcript =
      Execute(channel_, Program(absl::StrCat("try { await external_a(", GetParam().value,
                                             ") } catch (e) { return [e instanceof TypeError, e.code, e.message] }"),
                                {"a"}));
  EXPECT_TRUE(transcript.calls().empty());
  EXPECT_THAT(transcript.json(), StartsWith(absl::StrCat(R"([true,"ARGS_NOT_SERIALIZABLE","args)", GetParam().problem)));
}

INSTANTIATE_TEST_SUITE_P(
    Each, RefusedValueTest,
    ::testing::Values(
        Refused{"1n", " is a BigInt, which JSON can't hold"}, Refused{"[Object(1n)]", "[0] is a BigInt"},
        Refused{"new BigInt64Array(1)", "[0] is a BigInt"}, Refused{"Symbol('x')", " is a symbol"},
        Refused{"{ s: Symbol.iterator }", ".s is a symbol"}, Refused{"() => 1", " is a function"},
        Refused{"({ a: [{ f() {} }] })", ".a[0].f is a function"}, Refused{"[class A {}]", "[0] is a function"},
        Refused{"({ p: Promise.resolve(1) })", ".p is a Promise: await it"},
        Refused{"(() => { const a = [1]; a.push({ a }); return a })()", "[1].a refers back to "},
        Refused{"(() => { const m = new Map(); m.set('m', m); return m })()", ".m refers back to "},
        Refused{"(() => { const b = new ArrayBuffer(1); b.transfer(); return { b } })()", ".b is a detached buffer"},
        Refused{"(() => { let o = {}; for (let i = 0; i < 1e6; i++) o = { o }; return o })()", " is nested too deeply"}));

TEST_F(ValuesTest, ThereIsNoSharedMemory) {
  EXPECT_THAT(Execute(channel_, "return new SharedArrayBuffer(1)").finished().error().message(), HasSubstr("use ArrayBuffer"));
}

TEST_F(ValuesTest, DeepValuesAreOverALimit) {
  const std::string deep = "Array(80).fill().reduce((v) => [v], 0)";
  EXPECT_EQ(Execute(channel_, "return " + deep).code(), ExecutionError::CODE_RESULT_TOO_DEEP);
  EXPECT_EQ(Execute(channel_, Program("try { await external_a(" + deep + ") } catch (e) { return e.code }", {"a"})).json(),
            R"("ARGS_TOO_DEEP")");
}

TEST_F(ValuesTest, EveryKindOfBytesIsAnAttachment) {
  const std::string value =
      "(() => { const b = new Uint8Array([97, 98, 99, 100]); return { whole: b, part: b.subarray(1, 3), buffer: b.buffer, "
      "grown: new ArrayBuffer(1, { maxByteLength: 8 }), view: new DataView(b.buffer, 2), wide: new Uint16Array(b.buffer, 2, 1), "
      "big: new BigInt64Array(0), 'a/b~': [b], same: b, m: new Map([['k', b.subarray(3)]]) } })()";
  const std::string json =
      R"({"whole":"","part":"","buffer":"","grown":"","view":"","wide":"","big":"","a/b~":[""],"same":"","m":{"k":""}})";
  const std::vector<std::string> bytes = {
      "/whole Uint8Array abcd", "/part Uint8Array bc",  "/buffer ArrayBuffer abcd", std::string("/grown ArrayBuffer \0", 20),
      "/view DataView cd",      "/wide Uint16Array cd", "/big BigInt64Array ",      "/a~1b~0/0 Uint8Array abcd",
      "/same Uint8Array abcd",  "/m/k Uint8Array d"};
  const Transcript result = Execute(channel_, Taking("return " + value));
  EXPECT_EQ(result.json(), json);
  EXPECT_EQ(Bytes(result.finished().value().attachments()), bytes);
  EXPECT_THAT(Losses(result, Warning::CODE_LOSSY_RESULT), ElementsAre("result.m was a Map and is now an object"));

  const Transcript called =
      Execute(channel_, Taking("await external_a(" + value + ")", {"a"}), [](const isobridge::v1::Call&) { return ""; });
  EXPECT_EQ(called.calls().at(0).args_json(), json);
  EXPECT_EQ(Bytes(called.calls().at(0).attachments()), bytes);
}

TEST_F(ValuesTest, TooManyBuffersAreRefusedWithTheirPath) {
  const Transcript transcript = Execute(channel_, Taking("return Array.from({ length: 1001 }, () => new Uint8Array(1))"));
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_RESULT_NOT_SERIALIZABLE);
  EXPECT_THAT(transcript.finished().error().message(), StartsWith("result[1000] comes after 1000 other buffers"));
}

TEST_F(ValuesTest, WhatTheDataOfAnErrorLoseIsTold) {
  const Transcript transcript = Execute(channel_, "throw Object.assign(new Error('x'), { data: { s: new Set([1]) } })");
  EXPECT_EQ(transcript.finished().error().thrown_data_json(), R"({"s":[1]})");
  EXPECT_THAT(Losses(transcript, Warning::CODE_LOSSY_RESULT), ElementsAre("error.data.s was a Set and is now an array"));
}

// A value that enters the program.
struct Entering {
  std::string json;
  // What the program finds in `v`.
  std::string is;
};

class EnteringValueTest : public ValuesTest, public ::testing::WithParamInterface<Entering> {};

TEST_P(EnteringValueTest, AsAnAnswer) {
  const Transcript transcript = Execute(channel_, Program("const v = await external_a(); return " + GetParam().is, {"a"}),
                                        [](const isobridge::v1::Call&) { return GetParam().json; });
  EXPECT_EQ(transcript.json(), "true") << transcript.finished().ShortDebugString();
}

TEST_P(EnteringValueTest, AsInput) {
  isobridge::v1::Start start = Program("const v = input; return " + GetParam().is);
  start.set_input_json(GetParam().json);
  EXPECT_EQ(Execute(channel_, start).json(), "true");
}

INSTANTIATE_TEST_SUITE_P(
    Each, EnteringValueTest,
    ::testing::Values(Entering{"", "v === undefined"}, Entering{"null", "v === null"}, Entering{"-0", "Object.is(v, -0)"},
                      Entering{"1e400", "v === Infinity"}, Entering{"12345678901234567890", "v === 12345678901234567000"},
                      Entering{R"(" \ud800\u0000")", "v.length === 3 && !v.isWellFormed()"},
                      Entering{R"({"__proto__":1,"constructor":2})", "Object.keys(v).length === 2 && v.__proto__ === 1"},
                      Entering{R"({"a":1,"a":2})", "v.a === 2"}, Entering{R"({"then":1})", "v.then === 1"},
                      Entering{"[[[]]]", "Array.isArray(v[0][0])"}, Entering{" [1 ] ", "v[0] === 1"}));

TEST_F(ValuesTest, AResultIsCutOnRequest) {
  isobridge::v1::Start start = Program("return Array.from({ length: 1000 }, (_, id) => ({ id }))");
  start.mutable_limits()->set_result_bytes(300);
  EXPECT_EQ(Execute(channel_, start).code(), ExecutionError::CODE_RESULT_TOO_LARGE);
  start.set_result_truncation(true);
  const Transcript transcript = Execute(channel_, start);
  EXPECT_LE(transcript.json().size(), 300u);
  EXPECT_EQ(transcript.finished().value().truncation().original_bytes(), 10'891u);
  EXPECT_THAT(transcript.warnings(), ElementsAre(Warning::CODE_RESULT_TRUNCATED));
}

TEST_F(ValuesTest, TruncationNeedsRoomToSaySo) {
  isobridge::v1::Start start = Program("return 'x'.repeat(100)");
  start.set_result_truncation(true);
  start.mutable_limits()->set_result_bytes(64);
  EXPECT_THAT(Execute(channel_, start).json(), HasSubstr(" more characters)"));
  start.mutable_limits()->set_result_bytes(63);
  const grpc::Status status = Execute(channel_, start).status;
  EXPECT_EQ(ViolatedField(status), "start.limits.result_bytes");
  EXPECT_THAT(status.error_message(), HasSubstr("is 63; with result_truncation it must be at least 64"));
}

TEST_F(ValuesTest, BytesOfWhatIsCutAwayGoWithItAndOthersStay) {
  isobridge::v1::Start start = Taking(
      "return { icon: new TextEncoder().encode('icon'), rows: Array.from({ length: 200 }, (_, i) => ({ i, b: new Uint8Array(20) "
      "})), photo: new Uint8Array(4000), name: 'kept' }");
  start.mutable_limits()->set_result_bytes(1'000);
  EXPECT_EQ(Execute(channel_, start).code(), ExecutionError::CODE_RESULT_TOO_LARGE);
  start.set_result_truncation(true);
  const Transcript transcript = Execute(channel_, start);
  const isobridge::v1::Value value = transcript.finished().value();
  EXPECT_THAT(value.json(), StartsWith(R"({"icon":"","rows":[{"i":0,"b":""},)"));
  EXPECT_THAT(value.json(), HasSubstr(R"x("photo":"… (4000 bytes)","name":"kept"})x"));
  const std::vector<std::string> kept = Bytes(value.attachments());
  ASSERT_GE(kept.size(), 2u);
  EXPECT_EQ(kept[0], "/icon Uint8Array icon");
  EXPECT_THAT(kept[1], StartsWith("/rows/0/b Uint8Array "));
  EXPECT_LE(transcript.finished().usage().result_bytes(), 1'000u);
  EXPECT_GT(value.truncation().original_bytes(), 8'000u);
  EXPECT_EQ(transcript.finished().warnings(0).code(), Warning::CODE_RESULT_TRUNCATED);
  EXPECT_EQ(transcript.finished().warnings(1).code(), Warning::CODE_LOSSY_RESULT);
  EXPECT_THAT(transcript.finished().warnings(1).message(),
              ::testing::MatchesRegex("result.rows.[0-9]+..b was cut away: 20 bytes"));
}

}  // namespace
}  // namespace isobridge::e2e
