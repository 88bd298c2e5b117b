#ifndef ISOBRIDGE_ISOLATE_WORKER_VALUE_KIND_H_
#define ISOBRIDGE_ISOLATE_WORKER_VALUE_KIND_H_

#include "v8.h"

namespace isobridge::isolate {

// What an object is inside, whatever its prototype says. The numbers stand in //isolate/runtime:natives.js, too.
enum class ValueKind : int {
  kOther = 0,
  kProxy = 1,
  kMap = 2,
  kSet = 3,
  kDate = 4,
  kRegExp = 5,
  kError = 6,
  kPromise = 7,
  kTypedArray = 8,
  kArrayBuffer = 9,
  kDataView = 10,
  kNumber = 11,
  kString = 12,
  kBoolean = 13,
  kSymbol = 14,
  kBigInt = 15,
  kWeak = 16,
  kGenerator = 17,
  kMapIterator = 18,
  kSetIterator = 19,
  kArguments = 20,
  kAsyncFunction = 21,
  kGeneratorFunction = 22,
};

ValueKind KindOf(v8::Local<v8::Value> value);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_VALUE_KIND_H_
