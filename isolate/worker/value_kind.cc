#include "isolate/worker/value_kind.h"

namespace isobridge::isolate {

ValueKind KindOf(v8::Local<v8::Value> value) {
  if (value->IsProxy()) return ValueKind::kProxy;
  if (value->IsFunction()) {
    if (value->IsGeneratorFunction()) return ValueKind::kGeneratorFunction;
    return value->IsAsyncFunction() ? ValueKind::kAsyncFunction : ValueKind::kOther;
  }
  if (value->IsArray()) return ValueKind::kOther;
  if (value->IsMap()) return ValueKind::kMap;
  if (value->IsSet()) return ValueKind::kSet;
  if (value->IsDate()) return ValueKind::kDate;
  if (value->IsRegExp()) return ValueKind::kRegExp;
  if (value->IsNativeError()) return ValueKind::kError;
  if (value->IsPromise()) return ValueKind::kPromise;
  if (value->IsTypedArray()) return ValueKind::kTypedArray;
  if (value->IsArrayBuffer()) return ValueKind::kArrayBuffer;
  if (value->IsDataView()) return ValueKind::kDataView;
  if (value->IsNumberObject()) return ValueKind::kNumber;
  if (value->IsStringObject()) return ValueKind::kString;
  if (value->IsBooleanObject()) return ValueKind::kBoolean;
  if (value->IsSymbolObject()) return ValueKind::kSymbol;
  if (value->IsBigIntObject()) return ValueKind::kBigInt;
  if (value->IsWeakMap() || value->IsWeakSet()) return ValueKind::kWeak;
  if (value->IsGeneratorObject()) return ValueKind::kGenerator;
  if (value->IsMapIterator()) return ValueKind::kMapIterator;
  if (value->IsSetIterator()) return ValueKind::kSetIterator;
  if (value->IsArgumentsObject()) return ValueKind::kArguments;
  return ValueKind::kOther;
}

}  // namespace isobridge::isolate
