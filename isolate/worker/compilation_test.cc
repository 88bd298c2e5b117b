#include "isolate/worker/compilation.h"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/worker/line_map.h"
#include "isolate/worker/v8_text.h"
#include "libplatform/libplatform.h"

namespace isobridge::isolate {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using worker::v1::Compiled;

constexpr uint32_t kTypeScript = 1;
constexpr uint32_t kJavaScript = 2;
constexpr uint32_t kStatements = 1;
constexpr uint32_t kLastExpression = 2;
constexpr uint32_t kFunction = 3;
constexpr uint32_t kExportDefault = 4;

class V8Environment : public testing::Environment {
 public:
  void SetUp() override {
    v8::V8::SetFlagsFromString("--single-threaded --stack-size=900");
    platform_ = v8::platform::NewSingleThreadedDefaultPlatform();
    v8::V8::InitializePlatform(platform_.get());
    v8::V8::Initialize();
  }

 private:
  std::unique_ptr<v8::Platform> platform_;
};
[[maybe_unused]] testing::Environment* const environment = testing::AddGlobalTestEnvironment(new V8Environment);

// An isolate with a compiler, and contexts to run what it makes.
class Compiler {
 public:
  Compiler() {
    v8::Isolate::CreateParams params;
    params.array_buffer_allocator = allocator_.get();
    isolate_ = v8::Isolate::New(params);
    v8::Isolate::Scope entered(isolate_);
    v8::HandleScope handles(isolate_);
    v8::Local<v8::Context> context = v8::Context::New(isolate_);
    v8::Context::Scope inside(context);
    Compilation::InstallCompiler(isolate_, context);
    Compilation::Harden(isolate_, context);
    context_.Reset(isolate_, context);
  }
  ~Compiler() {
    context_.Reset();
    isolate_->Dispose();
  }

  Compiled Compile(std::string_view source, uint32_t language = kTypeScript) {
    v8::Isolate::Scope entered(isolate_);
    v8::HandleScope handles(isolate_);
    v8::Local<v8::Context> context = context_.Get(isolate_);
    v8::Context::Scope inside(context);
    worker::v1::Compile request;
    request.set_source(std::string(source));
    request.set_language(language);
    return Compilation::Compile(isolate_, context, request);
  }

  // What the program gives as JSON, or the stack of what it throws. `input` is {"n": 2}; `boom()` throws.
  std::string Run(const std::string& code) { return Evaluate("'use strict';(async function(){\n" + code + "\n})"); }

  // Bytes that a full garbage collection leaves.
  size_t LiveBytes() {
    isolate_->LowMemoryNotification();
    v8::HeapStatistics statistics;
    isolate_->GetHeapStatistics(&statistics);
    return statistics.used_heap_size();
  }

  // The value of an expression in the compiler's own context.
  std::string EvaluateInside(std::string_view expression) {
    v8::Isolate::Scope entered(isolate_);
    v8::HandleScope handles(isolate_);
    v8::Local<v8::Context> context = context_.Get(isolate_);
    v8::Context::Scope inside(context);
    v8::TryCatch caught(isolate_);
    v8::Local<v8::Script> script;
    v8::Local<v8::Value> value;
    if (!v8::Script::Compile(context, FromUtf8(isolate_, expression).ToLocalChecked()).ToLocal(&script) ||
        !script->Run(context).ToLocal(&value)) {
      return ToUtf8(isolate_, caught.Exception()->ToString(context).ToLocalChecked());
    }
    return ToUtf8(isolate_, value->ToString(context).ToLocalChecked());
  }

 private:
  std::string Evaluate(const std::string& text) {
    v8::Isolate::Scope entered(isolate_);
    v8::HandleScope handles(isolate_);
    v8::Local<v8::Context> context = v8::Context::New(isolate_);
    v8::Context::Scope inside(context);
    v8::Local<v8::Script> prelude =
        v8::Script::Compile(context, FromUtf8(isolate_,
                                              "globalThis.input = { n: 2 }; globalThis.boom = () => { throw new Error('boom'); };"
                                              "globalThis.runIt = (f) => f().then((v) => v === undefined ? 'undefined' :"
                                              " JSON.stringify(v), (e) => String(e && e.stack || e))")
                                         .ToLocalChecked())
            .ToLocalChecked();
    prelude->Run(context).ToLocalChecked();
    v8::ScriptOrigin origin(Literal(isolate_, "program"), -1);
    v8::ScriptCompiler::Source source(FromUtf8(isolate_, text).ToLocalChecked(), origin);
    v8::Local<v8::Script> script;
    v8::TryCatch caught(isolate_);
    if (!v8::ScriptCompiler::Compile(context, &source).ToLocal(&script)) {
      return "V8: " + ToUtf8(isolate_, caught.Message()->Get());
    }
    v8::Local<v8::Value> function = script->Run(context).ToLocalChecked();
    v8::Local<v8::Function> run = context->Global()->Get(context, Literal(isolate_, "runIt")).ToLocalChecked().As<v8::Function>();
    v8::Local<v8::Promise> promise = run->Call(context, v8::Undefined(isolate_), 1, &function).ToLocalChecked().As<v8::Promise>();
    isolate_->PerformMicrotaskCheckpoint();
    if (promise->State() == v8::Promise::kPending) return "pending";
    return ToUtf8(isolate_, promise->Result().As<v8::String>());
  }

  std::unique_ptr<v8::ArrayBuffer::Allocator> allocator_{v8::ArrayBuffer::Allocator::NewDefaultAllocator()};
  v8::Isolate* isolate_;
  v8::Global<v8::Context> context_;
};

class CompilationTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { compiler_ = new Compiler; }
  static void TearDownTestSuite() { delete compiler_; }

  static Compiled Compile(std::string_view source, uint32_t language = kTypeScript) {
    return compiler_->Compile(source, language);
  }

  // Compiles and runs.
  static std::string Result(std::string_view source, uint32_t language = kTypeScript) {
    const Compiled compiled = Compile(source, language);
    return compiled.has_error() ? "error: " + compiled.error().message() : compiler_->Run(compiled.code());
  }

  static std::string ErrorOf(std::string_view source, uint32_t language = kTypeScript) {
    const Compiled compiled = Compile(source, language);
    if (!compiled.has_error()) return "compiled";
    std::ostringstream text;
    text << compiled.error().line() << ":" << compiled.error().column() << ": "
         << (compiled.error().unsupported() ? "unsupported: " : "") << (compiled.error().over_limit() ? "over limit: " : "")
         << compiled.error().message();
    return text.str();
  }

  static Compiler* compiler_;
};

Compiler* CompilationTest::compiler_ = nullptr;

// ---- Forms ------------------------------------------------------------------------------------------------------------

TEST_F(CompilationTest, StatementsReturn) { EXPECT_EQ(Result("const a: number = 1; return a + await 2"), "3"); }
TEST_F(CompilationTest, LastExpressionIsTheResult) { EXPECT_EQ(Result("const a = 1; a + 1"), "2"); }
TEST_F(CompilationTest, LastExpressionBeforeFunctionsIsTheResult) { EXPECT_EQ(Result("f()\nfunction f() { return 7 }"), "7"); }
TEST_F(CompilationTest, WithAReturnTheLastExpressionIsNoResult) {
  EXPECT_EQ(Result("if (input.n > 5) return 1\n'last'"), "undefined");
}
TEST_F(CompilationTest, ReturnInsideAFunctionIsNoReturnOfTheProgram) {
  EXPECT_EQ(Result("const f = () => { return 1 }; f() + 1"), "2");
}
TEST_F(CompilationTest, AwaitedObjectIsTheBeginningOfAnExpression) {
  EXPECT_EQ(Result("await { ...input }.n"), "2");
  EXPECT_EQ(Result("const a = 1\nawait { a, f() { return 3 } }.f();"), "3");
  EXPECT_EQ(Result("(await { a: 1 }.a) + 1\nawait { class: 4 }.class"), "4");
  EXPECT_EQ(Result("await { a: 1 }.a\nfunction f() {}\nawait { n: 5 }\n  .n"), "5");
}
TEST_F(CompilationTest, AnExpressionInABlockIsNoResult) { EXPECT_EQ(Result("if (true) { 5 }"), "undefined"); }
TEST_F(CompilationTest, ArrowIsCalledWithInput) { EXPECT_EQ(Result("async ({ n }: { n: number }) => n * 2"), "4"); }
TEST_F(CompilationTest, ParenthesisedFunctionIsCalled) { EXPECT_EQ(Result("(function (i: any) { return i.n });"), "2"); }
TEST_F(CompilationTest, FunctionWithoutANameIsCalled) { EXPECT_EQ(Result("async function (i) { return i.n }"), "2"); }
TEST_F(CompilationTest, FunctionDeclarationIsCalled) { EXPECT_EQ(Result("async function work(i: any) { return i.n }"), "2"); }
TEST_F(CompilationTest, ArrowInAConstantIsCalled) { EXPECT_EQ(Result("const run = async (i: any) => i.n + 1;"), "3"); }
TEST_F(CompilationTest, OfSeveralFunctionsMainIsCalled) {
  EXPECT_EQ(Result("function main() { return other() }\nfunction other() { return 9 }"), "9");
}
TEST_F(CompilationTest, OfSeveralFunctionsWithoutMainTheLastIsCalled) {
  EXPECT_EQ(Result("const SIZE = 3;\nfunction first() { return SIZE }\nfunction last() { return first() + 1 }"), "4");
}
TEST_F(CompilationTest, FunctionsBesideAnEffectAreNotCalled) {
  EXPECT_EQ(Result("function f() { return 1 }\nconst x = f();"), "undefined");
}
TEST_F(CompilationTest, CalledFunctionExpressionIsAnExpression) { EXPECT_EQ(Result("(async () => 5)()"), "5"); }
TEST_F(CompilationTest, ExportDefaultOfAFunction) {
  EXPECT_EQ(Result("export default async function main(i: any) { return i.n }"), "2");
  EXPECT_EQ(Result("export default function (i: any) { return i.n }"), "2");
  EXPECT_EQ(Result("export default async (i: any) => i.n"), "2");
  EXPECT_EQ(Compile("export default () => 1").form(), kExportDefault);
}
TEST_F(CompilationTest, ExportDefaultOfAValue) { EXPECT_EQ(Result("const a = 4\nexport default a + 1"), "5"); }
TEST_F(CompilationTest, ExportDefaultOfANamedFunctionCallsIt) {
  EXPECT_EQ(Result("const f = (i: any) => i.n;\nexport default f;"), "2");
}
TEST_F(CompilationTest, ObjectLiteralIsAnExpression) {
  EXPECT_EQ(Result("{ a: 1 }"), R"({"a":1})");
  EXPECT_EQ(Result("{ a: 1, \"b\": [2] };"), R"({"a":1,"b":[2]})");
  EXPECT_EQ(Result("{ input }"), R"({"input":{"n":2}})");
  EXPECT_EQ(Result("{}"), "{}");
}
TEST_F(CompilationTest, BlockOfStatementsStaysABlock) {
  EXPECT_EQ(Result("{ boom }; 1"), "1");
  EXPECT_EQ(Compile("{ const a = 1; a }").form(), kStatements);
}
TEST_F(CompilationTest, EmptyProgramGivesUndefined) {
  EXPECT_EQ(Result(""), "undefined");
  EXPECT_EQ(Result(" \n// nothing\n"), "undefined");
  EXPECT_EQ(Result("type T = 1; interface I {}"), "undefined");
}
TEST_F(CompilationTest, FormsAreReported) {
  EXPECT_EQ(Compile("return 1").form(), kStatements);
  EXPECT_EQ(Compile("1").form(), kLastExpression);
  EXPECT_EQ(Compile("() => 1").form(), kFunction);
}
TEST_F(CompilationTest, ProgramMayDeclareInput) { EXPECT_EQ(Result("const input = 5; input"), "5"); }

// ---- Fences -----------------------------------------------------------------------------------------------------------

TEST_F(CompilationTest, FenceIsTakenOut) {
  EXPECT_EQ(Result("```ts\nconst a: number = 1\na\n```"), "1");
  EXPECT_EQ(Result("~~~typescript\n1 + 1\n~~~\n"), "2");
  EXPECT_TRUE(Compile("```\n1\n```").fenced());
  EXPECT_FALSE(Compile("1").fenced());
}
TEST_F(CompilationTest, ProseAroundAFenceIsLeftOut) {
  EXPECT_EQ(Result("Here it is:\n\n```js\n40 + 2\n```\nIt adds `40` and `2`."), "42");
  EXPECT_EQ(Result("Sure!\n```ts\n42\n```"), "42");
}
TEST_F(CompilationTest, FencesOfTypeScriptAreOneProgram) {
  EXPECT_EQ(Result("```ts\nconst a = 1\n```\nthen\n```bash\nnpm i\n```\n```ts\na + 1\n```"), "2");
}
TEST_F(CompilationTest, FenceThatIsNotClosedRunsToTheEnd) { EXPECT_EQ(Result("```ts\n1 + 2"), "3"); }
TEST_F(CompilationTest, FenceInACommentIsNoFence) {
  EXPECT_EQ(Result("/*\n```ts\nboom()\n```\n*/\n3"), "3");
  EXPECT_FALSE(Compile("/*\n```ts\nboom()\n```\n*/\n3").fenced());
}
TEST_F(CompilationTest, FenceInATemplateIsNoFence) { EXPECT_EQ(Result("const s = `\n~~~ts\nx\n~~~\n`; s.length"), "13"); }
TEST_F(CompilationTest, FencesWithoutAProgramAreRefused) {
  EXPECT_THAT(ErrorOf("Run\n```bash\nls\n```"), HasSubstr("2:1: unsupported: No Markdown fence"));
}
TEST_F(CompilationTest, ErrorInAFenceHasTheLineOfTheText) {
  EXPECT_THAT(ErrorOf("Look:\n```ts\nconst a = ;\n```"), HasSubstr("3:11: Expression expected"));
}

// ---- Types ------------------------------------------------------------------------------------------------------------

TEST_F(CompilationTest, EnumIsAnObject) {
  EXPECT_EQ(Result("enum C { Red, Green = 'g', Blue = 1 << 2, Next }\n[C.Red, C[0], C.Green, C.Blue, C[4], C.Next]"),
            R"([0,"Red","g",4,"Blue",5])");
}
TEST_F(CompilationTest, EnumMembersSeeEarlierOnes) {
  EXPECT_EQ(Result("enum F { A = 1, B = A << 1, C = A | B, 'd-e' = C + F.A, G }\n[F.B, F.C, F['d-e'], F.G]"), "[2,3,4,5]");
}
TEST_F(CompilationTest, ConstEnumIsAnEnum) { EXPECT_EQ(Result("const enum E { A = 3 }\nE.A"), "3"); }
TEST_F(CompilationTest, EnumInAFunction) { EXPECT_EQ(Result("function f() { enum E { A = 3 }\n return E.A }\nf()"), "3"); }
TEST_F(CompilationTest, EnumsOfOneNameAreMerged) {
  EXPECT_EQ(Result("enum E { A }\nenum E { B = 1 }\nE"), R"({"0":"A","1":"B","A":0,"B":1})");
}
TEST_F(CompilationTest, EnumMemberNamedLikeAKeyword) {
  EXPECT_EQ(Result("enum E { default, in = 4 }\n[E.default, E.in, E[4]]"), R"([0,4,"in"])");
}
TEST_F(CompilationTest, EnumMemberAfterAStringNeedsAValue) {
  EXPECT_THAT(ErrorOf("enum E { A = 'a', B }"), HasSubstr("1:19: Enum member"));
}
TEST_F(CompilationTest, DeclaredEnumIsOnlyAType) { EXPECT_EQ(Result("declare enum E { A }\n1"), "1"); }
TEST_F(CompilationTest, NamespaceIsAnObject) {
  EXPECT_EQ(Result("namespace N { export const a: number = 1; export function f(): number { return a + 1 } const hidden = 3 }\n"
                   "[N.a, N.f(), Object.keys(N)]"),
            R"([1,2,["a","f"]])");
}
TEST_F(CompilationTest, ExportedVariableOfANamespaceStaysOne) {
  EXPECT_EQ(Result("namespace N { export let n = 1; export const inc = () => { n++ } }\nN.inc(); N.n += 5; N.inc(); N.n"), "8");
}
TEST_F(CompilationTest, NestedNamespaces) {
  EXPECT_EQ(Result("namespace A.B { export enum E { X = 2 }\n export class C { v: number = E.X } }\nnew A.B.C().v + A.B.E.X"),
            "4");
}
TEST_F(CompilationTest, NamespaceOfTypesLeavesNothing) {
  EXPECT_EQ(Result("namespace N { export type T = 1 }\ntypeof N"), R"("undefined")");
}
TEST_F(CompilationTest, ModuleIsAnotherWordForNamespace) {
  EXPECT_EQ(Result("module N { export type T = 1; module O {} }\ntypeof N"), R"("undefined")");
  EXPECT_EQ(Result("namespace N { export module O { interface I {} } }\ntypeof N"), R"("undefined")");
  EXPECT_EQ(Result("declare module N { const x: 1 }\ntypeof N"), R"("undefined")");
  EXPECT_EQ(Result("module N { module O {} export const x = 1; export module P { export type T = 1 } }\nN"), R"({"x":1})");
  EXPECT_EQ(Result("let a = 1\nmodule N {}\n[a] = [5]\na"), "5");
}
TEST_F(CompilationTest, NamespaceAddsToAClass) { EXPECT_EQ(Result("class A {}\nnamespace A { export const x = 1 }\nA.x"), "1"); }
TEST_F(CompilationTest, NamespaceAfterOneOfTypes) {
  EXPECT_EQ(Result("namespace N { export type T = 1 }\nnamespace N { export const x = 1 }\nN.x"), "1");
}
TEST_F(CompilationTest, NamespaceTwiceIsRefused) {
  EXPECT_THAT(ErrorOf("namespace N { export const a = 1 }\nnamespace N { export const b = a }"),
              HasSubstr("2:1: unsupported: The namespace N"));
}
TEST_F(CompilationTest, EnumAndNamespaceOutsideOfABlockAreRefused) {
  EXPECT_THAT(ErrorOf("if (input)\n  enum E {}"), HasSubstr("2:3: An enum can only stand at the top level or in a block. Put"));
  EXPECT_THAT(ErrorOf("if (0) {} else module M { f() }"), HasSubstr("1:16: A namespace can only"));
  EXPECT_THAT(ErrorOf("for (;;) namespace N { f() }"), HasSubstr("1:10: A namespace can only"));
  EXPECT_THAT(ErrorOf("namespace N { a: enum E {} }"), HasSubstr("1:18: An enum can only"));
  EXPECT_EQ(Result("if (input.n > 2) module M {}\nelse declare module N { f() }\n7"), "7");
  EXPECT_EQ(Result("switch (input.n) { case 2: { enum E { A = 4 } return E.A } }"), "4");
  EXPECT_EQ(Result("switch (input.n) { case 2: enum E { A = 4 } return E.A }"), "4");
}
TEST_F(CompilationTest, ParameterPropertiesAreFields) {
  EXPECT_EQ(Result("class P { sum = 1; constructor(private readonly x: number, public y = 2) { this.sum += x + y } }\nnew P(1)"),
            R"({"x":1,"y":2,"sum":4})");
}
TEST_F(CompilationTest, ParameterPropertiesAfterSuper) {
  EXPECT_EQ(Result("class A { a = 1 }\nclass B extends A { constructor(public b: number) { super(); this.b++ } }\nnew B(1)"),
            R"({"a":1,"b":2})");
}
TEST_F(CompilationTest, AngleBracketCast) {
  EXPECT_EQ(Result("const f = (x: any) => <any>{ v: x }; (<any>f(<number>3)).v"), "3");
  EXPECT_EQ(Result("let a = <number>1; a++; a"), "2");
}
TEST_F(CompilationTest, CastKeepsTheGrouping) {
  EXPECT_EQ(Result("1 + 1 as number * 3"), "6");
  EXPECT_EQ(Result("const a: any = null, b = 0, c = 5; [a ?? b as number && c, b || a as any ?? c]"), "[0,5]");
}
TEST_F(CompilationTest, LastExpressionWithACast) {
  EXPECT_EQ(Result("const x: unknown = 3\nx as number\ntype T = 1"), "3");
  EXPECT_EQ(Result("({ a: 1 } as {\n  a: number\n})"), R"({"a":1})");
  EXPECT_EQ(Result("[1, 2]\n  .map((v) => v * 2) satisfies number[]"), "[2,4]");
}
TEST_F(CompilationTest, SemicolonAfterATypeIsKept) { EXPECT_EQ(Result("let a = 1\ntype T = number\n;[a] = [5]\na"), "5"); }
TEST_F(CompilationTest, ImportAliasIsAConstant) {
  EXPECT_EQ(Result("namespace N { export const o = { v: 2 } }\nimport o = N.o;\no.v"), "2");
}
TEST_F(CompilationTest, TypesOfEverySortAreBlanked) {
  EXPECT_EQ(
      Result(
          "abstract class A<T> { abstract f(): T; declare z: number; protected readonly q?: T; private static s = 1;\n"
          "  [k: string]: any; get v(): number { return A.s } }\nfunction g(this: void, a?: number): asserts a {}\n"
          "function o(a: string): string;\nfunction o(a: any) { return a }\n"
          "class B<T> extends A<T> implements Iterable<T> { override f() { return null! } *[Symbol.iterator](): any { yield 1 } "
          "}\n"
          "const m = new Map<string, Array<() => void>>(); let u!: number; declare const w: any;\n[...new B<number>(), o('x')]"),
      R"([1,"x"])");
}
TEST_F(CompilationTest, UsingIsUnderstood) { EXPECT_EQ(Result("using r = { [Symbol.dispose]() {} }; 4"), "4"); }

// ---- Refusals and errors ------------------------------------------------------------------------------------------------

TEST_F(CompilationTest, ModulesAreRefused) {
  EXPECT_THAT(ErrorOf("\nimport fs from 'fs'"), HasSubstr("2:1: unsupported: A program can't import modules ('fs')"));
  EXPECT_THAT(ErrorOf("import 'x'"), HasSubstr("unsupported"));
  EXPECT_THAT(ErrorOf("import fs = require('fs')"), HasSubstr("unsupported"));
  EXPECT_THAT(ErrorOf("const a = await import('fs')"), HasSubstr("1:17: unsupported"));
  EXPECT_THAT(ErrorOf("return import.meta.url"), HasSubstr("1:8: unsupported: `import.meta`"));
  EXPECT_EQ(Result("import type { A } from 'a'\n1"), "1");
}
TEST_F(CompilationTest, ExportsOtherThanDefaultAreRefused) {
  EXPECT_THAT(ErrorOf("export const a = 1"), HasSubstr("1:1: unsupported"));
  EXPECT_THAT(ErrorOf("const a = 1\nexport { a }"), HasSubstr("2:1: unsupported"));
  EXPECT_THAT(ErrorOf("export = 1"), HasSubstr("unsupported"));
  EXPECT_THAT(ErrorOf("export default class {}"), HasSubstr("unsupported"));
  EXPECT_THAT(ErrorOf("export default 1\nexport default 2"), HasSubstr("2:1: A program has one"));
  EXPECT_EQ(Result("export interface I {}\nexport type T = 1\n2"), "2");
}
TEST_F(CompilationTest, DecoratorsAreRefused) {
  EXPECT_THAT(ErrorOf("class A { @log f() {} }"), HasSubstr("1:11: unsupported: Decorators"));
}
TEST_F(CompilationTest, JsxIsRefused) {
  EXPECT_THAT(ErrorOf("const a = <b>x</b>", kJavaScript), HasSubstr("1:11: unsupported: JSX"));
  EXPECT_THAT(ErrorOf("const n: number = 1;\nreturn <ul>{n}<br/></ul>"), HasSubstr("2:8: unsupported: JSX"));
  EXPECT_THAT(ErrorOf("return <></>"), HasSubstr("1:8: unsupported: JSX"));
}
TEST_F(CompilationTest, MistakeBesideWhatLooksLikeJsxKeepsItsPlace) {
  EXPECT_THAT(ErrorOf("const re = /<\\/b>/;\nconst a = ;"), HasSubstr("2:11: "));
}
TEST_F(CompilationTest, TypesInJavaScriptAreRefused) {
  EXPECT_THAT(ErrorOf("const a: number = 1", kJavaScript), HasSubstr("1:8: unsupported: This is TypeScript"));
  EXPECT_THAT(ErrorOf("\nenum E { A }", kJavaScript), HasSubstr("2:1: unsupported: This is TypeScript"));
  EXPECT_EQ(Result("const f = (...x) => x, b = 1, c = 2; f(b < c, b > (c))", kJavaScript), "[true,false]");
}
TEST_F(CompilationTest, SyntaxErrorsHaveTheirPlace) {
  EXPECT_EQ(ErrorOf("const a = 1;\nfoo(a;\n"), "2:6: ')' expected.");
  EXPECT_EQ(ErrorOf("if (x) {\n  a()\n"), "3:1: '}' expected.");
  EXPECT_THAT(ErrorOf("const s = 'abc\n"), HasSubstr("1:15: Unterminated string literal"));
}
TEST_F(CompilationTest, ColumnsOfErrorsAreUtf16Units) { EXPECT_THAT(ErrorOf("'\xF0\x9F\x98\x80' )"), HasSubstr("1:6: ")); }
TEST_F(CompilationTest, ClosingTheWrapperIsAnError) {
  EXPECT_EQ(ErrorOf("}); boom(); (async function () {"), "1:1: Declaration or statement expected.");
  EXPECT_THAT(ErrorOf("a <!--`\n`}); boom(); (async function () {"), HasSubstr(": "));
  EXPECT_THAT(ErrorOf("let b = 1, a = 0;\nreturn a <!--b"), HasSubstr("2:10: `<!--` starts an HTML comment"));
}
TEST_F(CompilationTest, WhatOnlyV8KnowsIsFoundToo) {
  EXPECT_EQ(ErrorOf("const a = 1;\n  let a = 2;"), "2:7: Identifier 'a' has already been declared");
  EXPECT_THAT(ErrorOf("function f() {\n  await g()\n}\nf()"), HasSubstr("2:"));
  EXPECT_THAT(ErrorOf("return 010"), HasSubstr("1:8: "));
  EXPECT_THAT(ErrorOf("let x = 1; delete x"), HasSubstr("1:19: Delete of an unqualified identifier"));
  EXPECT_THAT(ErrorOf("with (a) {}"), HasSubstr("1:1: "));
  EXPECT_THAT(ErrorOf("for (;;) { break foo }"), HasSubstr("1:18: "));
  EXPECT_THAT(ErrorOf("/(/.test('')"), HasSubstr("1:"));
}
TEST_F(CompilationTest, ErrorsBehindAnInsertedBreakHaveTheUsersPlace) {
  EXPECT_THAT(ErrorOf("let a = 1; (() => { let b; let b })()"), HasSubstr("1:32: Identifier 'b'"));
}

// ---- Line ends and odd characters ---------------------------------------------------------------------------------------

TEST_F(CompilationTest, LineEndsOfEverySort) {
  EXPECT_THAT(ErrorOf("let a: number\r\nlet b\rlet c\xE2\x80\xA8let d\xE2\x80\xA9 )"), HasSubstr("5:2: "));
  EXPECT_EQ(Result("const f = (a: number): {\xE2\x80\xA8 x: number } => ({ x: a }); f(1)"), R"({"x":1})");
  EXPECT_EQ(Result("const f = (a: number): {\r x: number } => ({ x: a }); f(1)"), R"({"x":1})");
  EXPECT_EQ(Result("'a\xE2\x80\xA8z'.length"), "3");
}
TEST_F(CompilationTest, HashbangAndByteOrderMark) {
  EXPECT_EQ(Result("#!/usr/bin/env node\n1 + 1"), "2");
  EXPECT_EQ(Result("\xEF\xBB\xBF"
                   "1 + 1"),
            "2");
}
TEST_F(CompilationTest, CommentAtTheEnd) {
  EXPECT_EQ(Result("1 + 1 // two"), "2");
  EXPECT_EQ(Result("{ a: 1 } // object"), R"({"a":1})");
  EXPECT_EQ(Result("() => 3 // three"), "3");
  EXPECT_EQ(Result("function main() { return 4 } // four"), "4");
}

// ---- Hostile sources ----------------------------------------------------------------------------------------------------

std::string Repeat(std::string_view text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

std::vector<std::string> HostileSources() {
  return {
      Repeat("(", 20'000),
      Repeat("[", 20'000) + Repeat("]", 20'000),
      Repeat("{", 20'000),
      Repeat("a=>", 20'000) + "1",
      Repeat("!", 20'000) + "1",
      "let x: " + Repeat("A<", 20'000) + "B" + Repeat(">", 20'000),
      Repeat("`${", 20'000),
      Repeat("1+", 20'000) + "1",
      Repeat("(a,", 20'000),
      Repeat("async (x", 5'000),
      Repeat("if(a)", 20'000) + ";",
      "/* " + Repeat("@", 10'000),
      "/// <reference path=\"" + Repeat("a", 1'000) + "\" />\n// @ts-ignore\n/* @jsx foo */",
      Repeat("```\n", 10'000),
      "`" + std::string(20'000, '\\'),
      std::string("\0\0\0", 3),
      "enum A { " + Repeat("x,", 1'000) + "}",
      "class { constructor(private",
      "namespace a." + Repeat("b.", 5'000) + "c { export const x = 1 }",
      "'use strict'; @@ #x await yield import export",
      "await (async (a = await 1) => {",
  };
}

TEST_F(CompilationTest, DeepNestingIsAnErrorOfTheProgram) {
  EXPECT_THAT(ErrorOf(Repeat("(", 100'000)), HasSubstr("over limit: The program is nested too deeply"));
  EXPECT_THAT(ErrorOf(Repeat("1+", 20'000) + "1"), HasSubstr("nested too deeply"));
}

TEST_F(CompilationTest, NothingOfAHostileSourceStays) {
  const std::vector<std::string> sources = {
      "const a = 1; a + 1",
      "async (x: number) => { await x; return <any>x }",
      "const f = (a, b) => a; (a, b) => f",
      "{ a: 1 }",
      "enum E { A, B }\nE.A",
      "foo(",
      "x ? (y) : z => w",
      "```ts\n1\n```",
      "a < b > (c)",
  };
  std::vector<std::string> expected;
  for (const std::string& source : sources) {
    Compiled compiled = Compiler().Compile(source);
    compiled.clear_heap_used_bytes();
    expected.push_back(compiled.SerializeAsString());
  }
  Compiler compiler;
  for (const std::string& hostile : HostileSources()) {
    compiler.Compile(hostile);
    compiler.Compile(hostile, kJavaScript);
    for (size_t i = 0; i < sources.size(); ++i) {
      Compiled compiled = compiler.Compile(sources[i]);
      compiled.clear_heap_used_bytes();
      EXPECT_EQ(compiled.SerializeAsString(), expected[i]) << sources[i] << " after " << hostile.substr(0, 40);
    }
  }
}

TEST_F(CompilationTest, ManyRewritesOnOneLineStaySmall) {
  const Compiled compiled = Compile(Repeat("<any>a;", 5'000));
  EXPECT_LT(compiled.code().size(), 2'000'000u);
}

TEST_F(CompilationTest, IntrinsicsAreFrozen) {
  EXPECT_EQ(compiler_->EvaluateInside("'use strict'; Array.prototype.push = 1"),
            "TypeError: Cannot assign to read only property 'push' of object '[object Array]'");
  EXPECT_THAT(compiler_->EvaluateInside("'use strict'; globalThis.x = 1"), HasSubstr("TypeError"));
  EXPECT_THAT(compiler_->EvaluateInside("'use strict'; isobridgeCompile.x = 1"), HasSubstr("TypeError"));
  EXPECT_EQ(compiler_->EvaluateInside("Object.isFrozen(Object.getPrototypeOf([][Symbol.iterator]()))"), "true");
}

TEST_F(CompilationTest, NoCodeFromStringsAndNoConsole) {
  EXPECT_THAT(compiler_->EvaluateInside("eval('1')"), HasSubstr("EvalError"));
  EXPECT_THAT(compiler_->EvaluateInside("Function('return 1')"), HasSubstr("EvalError"));
  EXPECT_EQ(compiler_->EvaluateInside("typeof console + typeof WebAssembly"), "undefinedundefined");
}

TEST_F(CompilationTest, ProgramsLeaveNothingOnTheHeap) {
  for (int i = 0; i < 100; ++i) Compile("const warm: number = " + std::to_string(i) + "\nwarm");
  const size_t before = compiler_->LiveBytes();
  for (int i = 0; i < 1'000; ++i) Compile("const name" + std::to_string(i) + ": number = 1\n" + Repeat("boom();\n", 50));
  EXPECT_LT(compiler_->LiveBytes(), before + 500'000);
}

TEST_F(CompilationTest, HeapInUseIsReported) { EXPECT_GT(Compile("1").heap_used_bytes(), 1'000'000u); }

// ---- Golden files -------------------------------------------------------------------------------------------------------

constexpr std::string_view kTestdata = "isolate/compiler/testdata";

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Describe(const Compiled& compiled) {
  std::ostringstream text;
  if (compiled.has_error()) {
    text << compiled.error().line() << ":" << compiled.error().column() << (compiled.error().unsupported() ? " unsupported" : "")
         << "\n"
         << compiled.error().message() << "\n";
    return text.str();
  }
  text << "// form " << compiled.form() << (compiled.fenced() ? ", fenced" : "");
  if (compiled.inserted_breaks_size() > 0) text << ", inserted breaks";
  for (const uint32_t line : compiled.inserted_breaks()) text << " " << line;
  text << "\n" << compiled.code();
  return text.str();
}

std::vector<std::string> GoldenNames() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kTestdata)) {
    if (entry.path().extension() == ".ts") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// One character for each UTF-16 unit, '?' for those that are not ASCII.
std::string Units(std::string_view utf8) {
  std::string units;
  for (const char c : utf8) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte < 0x80) units += c;
    if (byte >= 0xC0) units += '?';
    if (byte >= 0xF0) units += '?';
  }
  return units;
}

std::vector<std::string> Lines(std::string_view utf8) {
  std::vector<std::string> lines(1);
  for (const char c : Units(utf8)) {
    if (c == '\n') {
      lines.emplace_back();
    } else if (c != '\r') {
      lines.back() += c;
    }
  }
  return lines;
}

class GoldenTest : public CompilationTest, public testing::WithParamInterface<std::string> {
 protected:
  std::filesystem::path Path(std::string_view extension) const {
    return std::filesystem::path(kTestdata) / (GetParam() + std::string(extension));
  }
  std::string Source() const { return ReadFile(Path(".ts")); }
  // A case is JavaScript if its name says so.
  Compiled CompileCase() const { return Compile(Source(), GetParam().starts_with("javascript_") ? kJavaScript : kTypeScript); }
};

// With ISOBRIDGE_WRITE_GOLDEN set, writes the expected files instead.
TEST_P(GoldenTest, IsAsExpected) {
  const Compiled compiled = CompileCase();
  const std::filesystem::path expected = Path(compiled.has_error() ? ".error" : ".js");
  if (getenv("ISOBRIDGE_WRITE_GOLDEN") != nullptr) {
    std::filesystem::remove(Path(".error"));
    std::filesystem::remove(Path(".js"));
    std::ofstream(expected, std::ios::binary) << Describe(compiled);
  }
  EXPECT_EQ(Describe(compiled), ReadFile(expected));
}

// Blanks what the compiler writes of its own without rewriting a declaration, and comments, which may move.
std::string WithoutOurs(std::string line) {
  for (const std::string_view ours : {"return(", ")(input)"}) {
    if (const size_t at = line.find(ours); at != std::string::npos) line.replace(at, ours.size(), std::string(ours.size(), ' '));
  }
  return line.substr(0, line.find("//"));
}

TEST_P(GoldenTest, EveryTokenKeepsItsPlace) {
  const Compiled compiled = CompileCase();
  if (compiled.has_error() || GetParam().starts_with("rewrite_") || GetParam().starts_with("export_")) return;
  const std::vector<std::string> source = Lines(Source());
  const std::vector<std::string> code = Lines(compiled.code());
  const LineMap map(compiled.inserted_breaks());
  for (uint32_t number = 1; number <= code.size(); ++number) {
    const uint32_t user_line = map.ToSource(number);
    // The call of the entry function, or a closing parenthesis, behind the program.
    if (user_line > source.size()) break;
    const std::string& user = source[user_line - 1];
    const std::string line = WithoutOurs(code[number - 1]);
    for (size_t column = 0; column < line.size(); ++column) {
      if (std::string_view(" ;()").find(line[column]) != std::string_view::npos) continue;
      ASSERT_LT(column, user.size()) << "line " << number << " of\n" << compiled.code();
      ASSERT_EQ(line[column], user[column]) << "line " << number << ", column " << column + 1 << " of\n" << compiled.code();
    }
  }
}

TEST_P(GoldenTest, StackHasTheUsersPositions) {
  const std::string source = Source();
  const size_t at = source.find("boom()");
  const Compiled compiled = CompileCase();
  if (at == std::string::npos || compiled.has_error()) return;
  const std::string stack = compiler_->Run(compiled.code());
  const size_t frame = stack.find("program:");
  ASSERT_NE(frame, std::string::npos) << stack;
  unsigned line = 0;
  unsigned column = 0;
  ASSERT_EQ(sscanf(stack.c_str() + frame, "program:%u:%u", &line, &column), 2);
  const std::vector<std::string> before = Lines(source.substr(0, at));
  EXPECT_EQ(LineMap(compiled.inserted_breaks()).ToSource(line), before.size()) << stack << compiled.code();
  EXPECT_EQ(column, before.back().size() + 1) << stack << compiled.code();
}

INSTANTIATE_TEST_SUITE_P(Corpus, GoldenTest, testing::ValuesIn(GoldenNames()), [](const auto& info) { return info.param; });

TEST(GoldenFilesTest, OneCompilerGivesTheSameInEveryOrder) {
  std::vector<std::string> names = GoldenNames();
  ASSERT_GE(names.size(), 80u);
  Compiler compiler;
  const std::vector<std::string> hostile = HostileSources();
  std::vector<std::string> outputs;
  for (int round = 0; round < 3; ++round) {
    for (size_t i = 0; i < names.size(); ++i) {
      // 41 has no common divisor with any size that is not its multiple.
      const size_t pick = round == 0 ? i : round == 1 ? names.size() - 1 - i : (i * 41) % names.size();
      if (round == 2) compiler.Compile(hostile[i % hostile.size()]);
      const std::string output = Describe(compiler.Compile(ReadFile(std::filesystem::path(kTestdata) / (names[pick] + ".ts"))));
      if (round == 0) {
        outputs.push_back(output);
      } else {
        EXPECT_EQ(output, outputs[pick]) << names[pick];
      }
    }
  }
}

// ---- what a type checker is to look at, and which tools are named -----------------------------------------------------

TEST_F(CompilationTest, ProgramsAreCheckedAsTheyAreUnlessTheyReturn) {
  EXPECT_EQ(Compile("const a: number = 1;\na").checked_text(), "");
  const Compiled returning = Compile("return 1;");
  EXPECT_EQ(returning.checked_text(), "export default async () => {\nreturn 1;\n};\n");
  EXPECT_EQ(returning.checked_text().find("return"), returning.checked_prefix());
}

TEST_F(CompilationTest, WhatIsCheckedHasTheSourcesPlaces) {
  const Compiled fenced = Compile("Text:\n```ts\nfoo()\n```\n");
  EXPECT_EQ(fenced.checked_text(), "     \n     \nfoo()\n   \n");
  EXPECT_EQ(fenced.checked_prefix(), 0u);
  const Compiled object = Compile("{ a: 1, b: [2] }");
  EXPECT_EQ(object.checked_text(), "(\n{ a: 1, b: [2] }\n)");
  EXPECT_EQ(object.checked_prefix(), 2u);
}

// "path name-start call? circumstances" of each use.
std::vector<std::string> Uses(const Compiled& compiled) {
  std::vector<std::string> uses;
  for (const worker::v1::ToolUse& use : compiled.tool_uses()) {
    std::string text = use.path() + " " + std::to_string(use.name_start());
    if (use.called()) text += " called";
    if (use.in_loop()) text += " loop";
    if (use.in_function()) text += " function";
    if (use.conditional()) text += " conditional";
    if (use.dynamic()) text += " dynamic";
    uses.push_back(text);
  }
  return uses;
}

TEST_F(CompilationTest, ToolsAreFoundByEveryName) {
  EXPECT_THAT(Uses(Compile("await external_a(); await tools.b.c(1); codemode['d'](); globalThis.external_e()")),
              ElementsAre("external_a 6 called", "tools.b.c 34 called", "codemode.d 49 called", "external_e 68 called"));
}

TEST_F(CompilationTest, ToolsAreFoundInTheirCircumstances) {
  EXPECT_THAT(Uses(Compile("for (const x of await external_a()) if (x) await external_b(x);")),
              ElementsAre("external_a 22 called", "external_b 49 called loop conditional"));
  EXPECT_THAT(Uses(Compile("[1].map((x) => external_a(x)); function f() { external_b(); } f(); input && external_c()")),
              ElementsAre("external_a 15 called loop", "external_b 46 called function", "external_c 76 called conditional"));
  EXPECT_THAT(Uses(Compile("async (input) => { return external_a(); }")), ElementsAre("external_a 26 called"));
}

TEST_F(CompilationTest, ToolsThatArePassedOnAreFound) {
  EXPECT_THAT(Uses(Compile("const f = external_a; [1].map(external_b); const { c, d: e } = tools; f(codemode)")),
              ElementsAre("external_a 10", "external_b 30", "tools.c 51", "tools.d 54", "codemode 72 dynamic"));
  EXPECT_THAT(Uses(Compile("tools[input](); globalThis[input]()")),
              ElementsAre("tools 6 called dynamic", "globalThis 27 called dynamic"));
}

TEST_F(CompilationTest, NamesOfTheProgramAreNoTools) {
  EXPECT_THAT(Uses(Compile("const tools = [1]; tools.map((x) => x); function external_a() {} external_a(); ({ external_b: 1 })")),
              ElementsAre());
  EXPECT_THAT(Uses(Compile("declare function external_a(): void;\nexternal_a();")), ElementsAre("external_a 37 called"));
}

TEST_F(CompilationTest, NamesAreTheProgramsWhereTheirDeclarationIsSeen) {
  EXPECT_THAT(Uses(Compile("function f(tools) { tools.a() } tools.b()")), ElementsAre("tools.b 38 called"));
  EXPECT_THAT(Uses(Compile("{ function tools() {} let codemode } tools.a(codemode.b)")),
              ElementsAre("tools.a 43 called", "codemode.b 54"));
  EXPECT_THAT(Uses(Compile("if (input) { var tools = {} } tools.a()")), ElementsAre());
  EXPECT_THAT(Uses(Compile("for (const tools of [1]) tools.a(); tools.b()")), ElementsAre("tools.b 42 called"));
  EXPECT_THAT(Uses(Compile("try { tools.a() } catch (tools) { tools.b() }")), ElementsAre("tools.a 12 called"));
  EXPECT_THAT(Uses(Compile("const f = (x = tools.a()) => { var tools = x; return tools }")), ElementsAre("tools.a 21 called"));
  EXPECT_THAT(Uses(Compile("class C { [tools.a()](tools) { tools.b() } static { var tools = 1 } }")),
              ElementsAre("tools.a 17 called"));
  EXPECT_THAT(Uses(Compile("const f = function tools() { tools.a() }; tools.b()")), ElementsAre("tools.b 48 called"));
  EXPECT_THAT(Uses(Compile("switch (1) { case 1: class tools {} } tools.a()")), ElementsAre("tools.a 44 called"));
  EXPECT_THAT(Uses(Compile("declare const tools: any; interface codemode {}\ntools.a(); codemode.b()")),
              ElementsAre("tools.a 54 called", "codemode.b 68 called"));
  EXPECT_THAT(Uses(Compile("namespace N { export const tools = [1]; tools.a } enum tools { A = 1, B = A } tools.B")),
              ElementsAre());
}

// What is left of them runs, or declares nothing.
TEST_F(CompilationTest, TypesDoNotHideTools) {
  EXPECT_THAT(Uses(Compile("class A { declare m() { tools.a() } declare p = tools.b(); declare get q() { return tools.c() } }")),
              ElementsAre("tools.a 30 called function", "tools.c 90 called function"));
  EXPECT_THAT(Uses(Compile("declare async function f() { tools.a() } f()")), ElementsAre("tools.a 35 called function"));
  EXPECT_THAT(Uses(Compile(
                  "type tools = 1; declare class tools {} import type tools from 'x'; namespace tools { type A = 1 } tools.a()")),
              ElementsAre("tools.a 104 called"));
  EXPECT_THAT(Uses(Compile("if (input) module tools {} tools.a()")), ElementsAre("tools.a 33 called"));
  EXPECT_THAT(Uses(Compile("declare module tools { f() } function f() {} tools.a()")), ElementsAre("tools.a 51 called"));
}

TEST_F(CompilationTest, WhatTakesAContainerApartIsFollowed) {
  EXPECT_THAT(Uses(Compile("const { a: { b }, 'c': [d] = tools.e, f = 1 } = tools")),
              ElementsAre("tools.a.b 13", "tools.c 18", "tools.e 35 conditional", "tools.f 38"));
  EXPECT_THAT(Uses(Compile("const { a, ...rest } = tools; const { [input]: g } = tools")),
              ElementsAre("tools.a 8", "tools 14 dynamic", "tools 38 dynamic"));
  EXPECT_THAT(Uses(Compile("const { external_a, JSON: { parse }, tools: { b } } = globalThis")),
              ElementsAre("external_a 8", "tools.b 46"));
}

TEST_F(CompilationTest, ToolsAreFoundUnderEverySpelling) {
  EXPECT_THAT(Uses(Compile("t\\u006fols.a(); tools?.['b'](); tools[`c`]?.(); (<any>tools).d; (tools satisfies any).e")),
              ElementsAre("tools.a 11 called", "tools.b 24 called", "tools.c 38 called conditional", "tools.d 61", "tools.e 86"));
  EXPECT_THAT(Uses(Compile("globalThis.globalThis['external_a'](); globalThis.tools.b()")),
              ElementsAre("external_a 22 called", "tools.b 56 called"));
}

// Each has one use that is dynamic, or one more.
TEST_F(CompilationTest, WhatIsNotKnownIsDynamic) {
  for (const char* source : {"const g = globalThis; g.external_a()",
                             "Reflect.get(globalThis, input)()",
                             "const [t] = [globalThis]; t['tools'].a()",
                             "(0, tools).a()",
                             "Object.values(codemode)",
                             "({ ...tools })",
                             "import t = tools; t.a()",
                             "class A { x = tools }",
                             "globalThis.valueOf().tools",
                             "globalThis.setTimeout()",
                             "globalThis.Date``",
                             "delete globalThis.JSON",
                             "const { x } = globalThis",
                             "const { tools } = globalThis",
                             "const [x] = tools",
                             "unheardOf.external_a()",
                             "typeof unheardOf",
                             "unheardOf = 1",
                             "({ unheardOf })",
                             "namespace M {} M.external_a()",
                             "module M {} M.external_a()",
                             "(globalThis.setTimeout<any>)()"}) {
    EXPECT_THAT(Uses(Compile(source)), Contains(EndsWith(" dynamic"))) << source;
  }
}

TEST_F(CompilationTest, WhatIsKnownIsNotDynamic) {
  for (const char* source :
       {"globalThis.JSON.stringify(globalThis.crypto)", "new globalThis.Date()", "outer: for (;;) break outer",
        "enum E { A, B = A } namespace N { export const x = 1 } [N.x, E.B]",
        "function f() { return [arguments, new.target, this] } f()",
        "class C<T> extends Map<T, string> implements Foo { [key: string]: any; #p = 1; get p() { return this.#p } }",
        "type X<T> = T extends infer U ? U : never; function f<T>(a: X<T>): asserts a is any {} f(1 as unknown)",
        "try { f() } catch (e) { e } function f({ a, b: [c = a], ...d } = input) { return { a, c, d } }",
        "export default async function main(): Promise<void> { for (const [k, v] of Object.entries(input)) console.log(k, v) "
        "}"}) {
    EXPECT_THAT(Uses(Compile(source)), Not(Contains(HasSubstr("dynamic")))) << source;
  }
}

TEST_F(CompilationTest, ToolUsesAreBounded) {
  std::string source;
  for (int i = 0; i < 1'100; ++i) source += "external_a();";
  const Compiled compiled = Compile(source);
  EXPECT_EQ(compiled.tool_uses_size(), 1'000);
  EXPECT_TRUE(compiled.more_tool_uses());
}

}  // namespace
}  // namespace isobridge::isolate
