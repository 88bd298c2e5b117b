// A source, as raw text or put together from what programs are made of, against the compiler: fences, forms, types, JSX,
// refusals. It ends with an error at a place of the source, or with code that V8 either refuses or takes as the body of one
// function: what wraps it can't be left.
//
// V8 is not instrumented, so how an answer looks stands in for coverage.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "isolate/worker/compilation.h"
#include "isolate/worker/v8_text.h"
#include "libplatform/libplatform.h"

namespace isobridge::isolate {
namespace {

// libFuzzer takes an input for interesting that sets one of these for the first time.
__attribute__((section("__libfuzzer_extra_counters"))) uint8_t seen[1 << 12];

void Require(bool condition) {
  if (!condition) __builtin_trap();
}

constexpr auto kPieces = std::to_array<std::string_view>({
    "\n",
    "\r",
    "\r\n",
    "\u2028",
    " ",
    "\t",
    ";",
    ",",
    ".",
    "?.",
    ":",
    "?",
    "!",
    "...",
    "=>",
    "=",
    "==",
    "<",
    ">",
    "</",
    "/>",
    "<<",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "`",
    "${",
    "'",
    "\"",
    "\\",
    "/",
    "//",
    "/*",
    "*/",
    "#",
    "#!",
    "@",
    "+",
    "++",
    "-",
    "--",
    "*",
    "**",
    "&&",
    "||",
    "??",
    "|",
    "&",
    "~",
    "```",
    "```ts\n",
    "\n```\n",
    "~~~js\n",
    "\n~~~\n",
    "````markdown\n",
    "```python\n",
    "Here is the program:\n",
    "0",
    "1n",
    "0x",
    "1e9",
    ".5",
    "a",
    "b",
    "$result",
    "input",
    "x1",
    "\\u0061",
    "\xF0\x9F\x98\x80",
    "\xC3\xA9",
    "\xFF",
    "\xEF\xBB\xBF",
    "__proto__",
    "constructor",
    "arguments",
    "this",
    "super",
    "new ",
    "new.target",
    "import",
    "import(",
    "import.meta",
    "import type ",
    "export ",
    "export default ",
    "default",
    "from ",
    "require(",
    "return ",
    "return\n",
    "await ",
    "yield ",
    "async ",
    "function ",
    "function* ",
    "class ",
    "extends ",
    "implements ",
    "interface ",
    "type ",
    "enum ",
    "const enum ",
    "declare ",
    "namespace ",
    "module ",
    "abstract ",
    "private ",
    "public ",
    "readonly ",
    "static ",
    "override ",
    "get ",
    "set ",
    "accessor ",
    "const ",
    "let ",
    "var ",
    "using ",
    "if(",
    "else ",
    "for(",
    "for await(",
    "while(",
    "do ",
    "switch(",
    "case ",
    "break ",
    "continue ",
    "label:",
    "throw ",
    "try{",
    "}catch(e){",
    "}catch{",
    "}finally{",
    "with(",
    "debugger",
    "delete ",
    "typeof ",
    "void ",
    "in ",
    "of ",
    "instanceof ",
    "as ",
    "as const",
    "satisfies ",
    "is ",
    "keyof ",
    "infer ",
    "asserts ",
    "unique symbol",
    "never",
    "unknown",
    "any",
    "string",
    "number",
    "<T>",
    "<T,>",
    "<T extends U>",
    "Array<string>",
    "{a: 1}",
    "(a: number): string",
    "/x/g",
    "/[/]/",
    "`${a}`",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "'use strict'",
    "eval(",
    "external_a(",
    "tools.a(",
    "console.log(",
    "main",
    "function main(){",
    "Promise.all([",
    "}})",
    "})();(",
    "\n})\n",
    "(async function(){",
});

// Pieces by their number, a piece many times over, or text of the input's own.
std::string PutTogether(const uint8_t* data, size_t size) {
  constexpr size_t kMaxSource = 32u << 10;
  constexpr uint8_t kRepeat = 255;
  constexpr uint8_t kText = 254;
  std::string source;
  std::string_view last = kPieces[0];
  for (size_t i = 0; i < size && source.size() < kMaxSource; ++i) {
    const size_t next = i + 1 < size ? data[i + 1] : 0;
    if (data[i] == kRepeat) {
      for (size_t times = next * 8; times > 0 && source.size() < kMaxSource; --times) source += last;
      ++i;
    } else if (data[i] == kText) {
      const size_t length = std::min(next, size - std::min(size, i + 2));
      source.append(reinterpret_cast<const char*>(data) + i + 2, length);
      i += length + 1;
    } else {
      last = kPieces[data[i] % kPieces.size()];
      source += last;
    }
  }
  return source;
}

// V8 with a compiler, once in the process.
class Compiler {
 public:
  Compiler() {
    v8::V8::SetFlagsFromString("--single-threaded --stack-size=900");
    platform_ = v8::platform::NewSingleThreadedDefaultPlatform();
    v8::V8::InitializePlatform(platform_.get());
    v8::V8::Initialize();
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

  worker::v1::Compiled Compile(const std::string& source, uint32_t language) {
    v8::Isolate::Scope entered(isolate_);
    v8::HandleScope handles(isolate_);
    v8::Local<v8::Context> context = context_.Get(isolate_);
    v8::Context::Scope inside(context);
    worker::v1::Compile request;
    request.set_source(source);
    request.set_language(language);
    return Compilation::Compile(isolate_, context, request);
  }

  bool Parses(const std::string& script) {
    v8::Isolate::Scope entered(isolate_);
    v8::HandleScope handles(isolate_);
    v8::Local<v8::Context> context = context_.Get(isolate_);
    v8::Context::Scope inside(context);
    v8::TryCatch caught(isolate_);
    v8::Local<v8::String> text;
    v8::Local<v8::Script> ignored;
    return FromUtf8(isolate_, script).ToLocal(&text) && v8::Script::Compile(context, text).ToLocal(&ignored);
  }

 private:
  std::unique_ptr<v8::Platform> platform_;
  std::unique_ptr<v8::ArrayBuffer::Allocator> allocator_{v8::ArrayBuffer::Allocator::NewDefaultAllocator()};
  v8::Isolate* isolate_;
  v8::Global<v8::Context> context_;
};

void CheckError(const worker::v1::CompileError& error, const std::string& source) {
  // Lone carriage returns and U+2028 break lines, too; each takes a byte at least.
  Require(!error.message().empty());
  Require(error.line() <= source.size() + 1 && error.column() <= source.size() + 1);
  // Both or neither: V8 tells no place of some errors, such as a private name that no class has (`#athrow`).
  Require((error.line() == 0) == (error.column() == 0));
  seen[std::hash<std::string>{}(error.message()) % std::size(seen)] = 1;
}

void CheckCode(Compiler& compiler, const worker::v1::Compiled& compiled) {
  seen[compiled.form() * 2 + (compiled.fenced() ? 1 : 0)] = 1;
  seen[16 + std::min(compiled.inserted_breaks_size(), 15)] = 1;
  uint32_t last = 0;
  for (const uint32_t line : compiled.inserted_breaks()) Require(line > std::exchange(last, line));
  if (!compiler.Parses("'use strict';(async function(){\n" + compiled.code() + "\n})")) return;
  // What closes that function, and opens another, closes no method.
  Require(compiler.Parses("'use strict';({async f(){\n" + compiled.code() + "\n}})"));
}

}  // namespace
}  // namespace isobridge::isolate

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using isobridge::isolate::Compiler;
  // Lives as long as the process: V8 can't be begun twice.
  static Compiler* const compiler = new Compiler;
  if (size == 0) return 0;
  const uint32_t language = 1 + data[0] % 2;
  const bool raw = data[0] % 8 < 2;
  const std::string source =
      raw ? std::string(reinterpret_cast<const char*>(data) + 1, size - 1) : isobridge::isolate::PutTogether(data + 1, size - 1);
  const isobridge::worker::v1::Compiled compiled = compiler->Compile(source, language);
  if (compiled.has_error()) {
    isobridge::isolate::CheckError(compiled.error(), source);
  } else {
    isobridge::isolate::CheckCode(*compiler, compiled);
  }
  return 0;
}
