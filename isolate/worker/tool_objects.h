#ifndef ISOBRIDGE_ISOLATE_WORKER_TOOL_OBJECTS_H_
#define ISOBRIDGE_ISOLATE_WORKER_TOOL_OBJECTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "isolate/worker/tool_calls.h"
#include "isolate/worker/tool_paths.h"
#include "v8.h"

namespace isobridge::isolate {

// The tools as a program sees them: functions `external_x`, and `tools` and `codemode`, whose properties are functions or further
// containers. Nothing can be added to, changed in or removed from a container; none has a prototype, a `then` or a `toJSON`. A
// name that a container doesn't have is a function that throws an Error with the names that come near, but `in` is false for it.
// `codemode` also has `search` and `describe`, which ask the supervisor about the tools and aren't listed with them.
//
// Everything is made when it is first touched: the global object inherits from an object that is asked for names nobody else
// knows, and what it finds is put on the global object.
//
// Isolate thread only, inside the context's scope.
class ToolObjects {
 public:
  ToolObjects(v8::Isolate* isolate, ToolCalls* calls) : isolate_(isolate), calls_(calls) {}

  // Puts the tools behind `global`.
  void Install(v8::Local<v8::Context> context, v8::Local<v8::Object> global);
  // The tools of `begin`, which must outlive the program.
  void Reset(const worker::v1::Begin* begin);
  // Takes back what was put on the global object, if Reset was told that this is a rehearsal.
  enum class Lifetime { kProgram, kRehearsal };
  void SetLifetime(Lifetime lifetime) { lifetime_ = lifetime; }
  void Withdraw(v8::Local<v8::Context> context);

  // For the message about something that isn't there: which tools there are.
  std::string Hint() const;
  // For a global name that looks like a tool's: which tool was meant; empty if it is a tool.
  std::string Suggest(std::string_view name);

 private:
  static v8::Intercepted GetGlobal(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& info);
  static v8::Intercepted SetGlobal(v8::Local<v8::Name> name, v8::Local<v8::Value> value,
                                   const v8::PropertyCallbackInfo<void>& info);
  static v8::Intercepted QueryGlobal(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Integer>& info);
  static v8::Intercepted GetMember(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& info);
  static v8::Intercepted QueryMember(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Integer>& info);
  static void EnumerateMembers(const v8::PropertyCallbackInfo<v8::Array>& info);
  static v8::Intercepted RefuseSet(v8::Local<v8::Name> name, v8::Local<v8::Value> value,
                                   const v8::PropertyCallbackInfo<void>& info);
  static v8::Intercepted RefuseDelete(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Boolean>& info);
  static v8::Intercepted RefuseDefine(v8::Local<v8::Name> name, const v8::PropertyDescriptor& descriptor,
                                      const v8::PropertyCallbackInfo<void>& info);
  static v8::Intercepted RefuseSetIndex(uint32_t index, v8::Local<v8::Value> value, const v8::PropertyCallbackInfo<void>& info);
  static v8::Intercepted RefuseDefineIndex(uint32_t index, const v8::PropertyDescriptor& descriptor,
                                           const v8::PropertyCallbackInfo<void>& info);
  static void OnCall(const v8::FunctionCallbackInfo<v8::Value>& info);
  static void OnLookup(const v8::FunctionCallbackInfo<v8::Value>& info);
  static std::optional<uint32_t> NumberOf(const v8::FunctionCallbackInfo<v8::Value>& info, ToolObjects** owner);
  static void OnCallOfUnknown(const v8::FunctionCallbackInfo<v8::Value>& info);

  // A name that only the holder of global names answers for.
  ToolPaths::Place FindGlobal(const std::string& name);
  // The function or container at `path`; empty if there is none.
  v8::MaybeLocal<v8::Object> At(v8::Local<v8::Context> context, const std::string& path);
  v8::MaybeLocal<v8::Object> FunctionAt(v8::Local<v8::Context> context, const std::string& path, uint32_t tool);
  v8::MaybeLocal<v8::Object> LookupFunction(v8::Local<v8::Context> context, const std::string& path,
                                            worker::v1::Lookup::Kind kind);
  // A frozen function, which is kept.
  v8::MaybeLocal<v8::Object> MakeFunction(v8::Local<v8::Context> context, const std::string& path, v8::FunctionCallback callback,
                                          uint32_t number, v8::Global<v8::Object>* kept);
  v8::MaybeLocal<v8::Object> ContainerAt(v8::Local<v8::Context> context, const std::string& path);
  std::string UnknownMember(const std::string& path);
  void Refuse(std::string_view what);

  v8::Isolate* const isolate_;
  ToolCalls* const calls_;
  Lifetime lifetime_ = Lifetime::kProgram;
  ToolPaths paths_;
  v8::Global<v8::ObjectTemplate> container_template_;
  std::unordered_map<uint32_t, v8::Global<v8::Object>> functions_;
  std::unordered_map<int, v8::Global<v8::Object>> lookups_;
  std::unordered_map<std::string, v8::Global<v8::Object>> containers_;
  // Names on the global object, for Withdraw.
  std::vector<std::string> placed_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_TOOL_OBJECTS_H_
