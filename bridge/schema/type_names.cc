#include "bridge/schema/type_names.h"

#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxNameBytes = 100;

// Types and values that a program finds without being told. A type of such a name would take their place, or be declared twice.
constexpr std::string_view kGlobalNames[] = {
    "AbortController",
    "AbortSignal",
    "AggregateError",
    "Array",
    "ArrayBuffer",
    "ArrayBufferLike",
    "ArrayBufferView",
    "ArrayConstructor",
    "ArrayIterator",
    "ArrayLike",
    "AsyncGenerator",
    "AsyncIterable",
    "AsyncIterableIterator",
    "AsyncIterator",
    "Awaited",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "Boolean",
    "BooleanConstructor",
    "BufferSource",
    "CallableFunction",
    "Capitalize",
    "ConcatArray",
    "Console",
    "Crypto",
    "CustomEvent",
    "DOMException",
    "DataView",
    "Date",
    "DateConstructor",
    "Disposable",
    "DisposableStack",
    "Error",
    "ErrorConstructor",
    "ErrorOptions",
    "EvalError",
    "Event",
    "EventInit",
    "EventTarget",
    "Exclude",
    "Extract",
    "FlatArray",
    "Float16Array",
    "Float32Array",
    "Float64Array",
    "Function",
    "FunctionConstructor",
    "Generator",
    "GeneratorFunction",
    "IArguments",
    "Infinity",
    "InstanceType",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Intl",
    "Iterable",
    "IterableIterator",
    "Iterator",
    "IteratorObject",
    "IteratorResult",
    "JSON",
    "Lowercase",
    "Map",
    "MapConstructor",
    "MapIterator",
    "Math",
    "NaN",
    "NewableFunction",
    "NoInfer",
    "NonNullable",
    "Number",
    "NumberConstructor",
    "Object",
    "ObjectConstructor",
    "Omit",
    "Parameters",
    "Partial",
    "Performance",
    "Pick",
    "Promise",
    "PromiseConstructor",
    "PromiseLike",
    "PromiseSettledResult",
    "PropertyDescriptor",
    "PropertyKey",
    "Proxy",
    "RangeError",
    "Readonly",
    "ReadonlyArray",
    "ReadonlyMap",
    "ReadonlySet",
    "Record",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "RegExpConstructor",
    "RegExpExecArray",
    "RegExpMatchArray",
    "Required",
    "ReturnType",
    "Set",
    "SetConstructor",
    "SetIterator",
    "String",
    "StringConstructor",
    "SubtleCrypto",
    "SuppressedError",
    "Symbol",
    "SymbolConstructor",
    "SyntaxError",
    "TextDecoder",
    "TextEncoder",
    "ThisType",
    "TypeError",
    "URIError",
    "URL",
    "URLSearchParams",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Uncapitalize",
    "Uppercase",
    "WeakKey",
    "WeakMap",
    "WeakSet",
};

}  // namespace

std::string PascalCase(std::string_view text) {
  std::string name;
  bool word_begins = true;
  for (const char c : text) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '$') {
      word_begins = true;
      continue;
    }
    if (name.size() == kMaxNameBytes) break;
    name.push_back(word_begins ? absl::ascii_toupper(static_cast<unsigned char>(c)) : c);
    word_begins = false;
  }
  if (name.empty() || absl::ascii_isdigit(static_cast<unsigned char>(name.front()))) return absl::StrCat("T", name);
  return name;
}

TypeNames::TypeNames() : taken_(std::begin(kGlobalNames), std::end(kGlobalNames)) {}

std::string TypeNames::Take(const std::string& wanted) {
  std::string name = wanted;
  for (int number = 2; !taken_.insert(name).second; ++number) name = absl::StrCat(wanted, "_", number);
  return name;
}

}  // namespace isobridge::bridge
