#include "isolate/worker/tool_objects.h"

#include <utility>

#include "bridge/near_names.h"
#include "bridge/tool_names.h"
#include "isolate/worker/native_function.h"
#include "isolate/worker/quiet_reading.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

using worker::v1::Lookup;

constexpr std::string_view kFunctionPrefix = "external_";
constexpr std::string_view kContainers[] = {"tools", "codemode"};
// Longer names are nobody's.
constexpr size_t kNameBytes = 600;
constexpr size_t kNamesInHint = 5;

// Asked of any object by the language, by JSON, or by libraries that want to know what it is: not the name of a tool.
constexpr std::string_view kProtocolNames[] = {
    "then",
    "toJSON",
    "constructor",
    "prototype",
    "toString",
    "valueOf",
    "toLocaleString",
    "length",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "nodeType",
    "$$typeof",
    "asymmetricMatch",
    "inspect",
    "name",
    "message",
    "stack",
};

bool IsProtocolName(std::string_view name) {
  for (const std::string_view protocol : kProtocolNames) {
    if (name == protocol) return true;
  }
  return name.starts_with("__");
}

Lookup::Kind LookupKindOf(std::string_view path) {
  if (path == bridge::kSearchPath) return Lookup::KIND_SEARCH;
  return path == bridge::kDescribePath ? Lookup::KIND_DESCRIBE : Lookup::KIND_UNSPECIFIED;
}

bool IsContainerRoot(std::string_view name) { return name == kContainers[0] || name == kContainers[1]; }

template <typename T>
ToolObjects* Owner(const v8::PropertyCallbackInfo<T>& info) {
  return static_cast<ToolObjects*>(info.Data().template As<v8::External>()->Value());
}

std::string NameOf(v8::Isolate* isolate, v8::Local<v8::Name> name) {
  return name->IsString() ? ToUtf8(isolate, name.As<v8::String>(), kNameBytes) : "";
}

// The path of the container that was asked.
template <typename T>
std::string PathOf(const v8::PropertyCallbackInfo<T>& info) {
  return ToUtf8(info.GetIsolate(), info.HolderV2()->GetInternalField(0).template As<v8::Value>().template As<v8::String>());
}

std::string Listed(const std::vector<std::string>& names) {
  std::string list;
  for (size_t i = 0; i < names.size() && i < kNamesInHint; ++i) list.append(i == 0 ? "" : ", ").append(names[i]);
  if (names.size() > kNamesInHint) list += ", … (" + std::to_string(names.size()) + " in all)";
  return list;
}

}  // namespace

void ToolObjects::Install(v8::Local<v8::Context> context, v8::Local<v8::Object> global) {
  v8::Local<v8::Value> self = v8::External::New(isolate_, this);
  v8::Local<v8::ObjectTemplate> names = v8::ObjectTemplate::New(isolate_);
  names->SetHandler(v8::NamedPropertyHandlerConfiguration(
      GetGlobal, SetGlobal, QueryGlobal, nullptr, nullptr, self,
      static_cast<v8::PropertyHandlerFlags>(static_cast<int>(v8::PropertyHandlerFlags::kOnlyInterceptStrings) |
                                            static_cast<int>(v8::PropertyHandlerFlags::kNonMasking))));
  global->SetPrototypeV2(context, names->NewInstance(context).ToLocalChecked()).Check();

  v8::Local<v8::ObjectTemplate> container = v8::ObjectTemplate::New(isolate_);
  container->SetInternalFieldCount(1);
  container->SetHandler(v8::NamedPropertyHandlerConfiguration(GetMember, RefuseSet, QueryMember, RefuseDelete, EnumerateMembers,
                                                              RefuseDefine, nullptr, self,
                                                              v8::PropertyHandlerFlags::kOnlyInterceptStrings));
  container->SetHandler(v8::IndexedPropertyHandlerConfiguration(nullptr, RefuseSetIndex, nullptr, nullptr, nullptr,
                                                                RefuseDefineIndex, nullptr, self));
  container_template_.Reset(isolate_, container);
}

void ToolObjects::Reset(const worker::v1::Begin* begin) {
  paths_.Reset(begin);
  functions_.clear();
  lookups_.clear();
  containers_.clear();
  placed_.clear();
}

void ToolObjects::Withdraw(v8::Local<v8::Context> context) {
  for (const std::string& name : placed_) {
    (void)context->Global()->Delete(context, Literal(isolate_, name)).IsNothing();
  }
  Reset(nullptr);
}

std::string ToolObjects::Hint() const {
  const std::vector<std::string> functions = paths_.Functions();
  if (functions.empty()) return "This program has no tools to call";
  return "Call a tool instead: " + Listed(functions);
}

std::string ToolObjects::Suggest(std::string_view name) {
  if (paths_.Find(name).kind == ToolPaths::Place::Kind::kTool) return "";
  const std::vector<std::string> functions = paths_.Functions();
  std::vector<std::string_view> bare;
  for (const std::string& known : functions) bare.push_back(std::string_view(known).substr(kFunctionPrefix.size()));
  const std::vector<std::string_view> near = bridge::NearNames(name.substr(kFunctionPrefix.size()), bare, kNamesInHint);
  if (near.empty()) return "There is no such tool. " + Hint();
  std::string text = "Did you mean ";
  for (size_t i = 0; i < near.size(); ++i) text.append(i == 0 ? "" : " or ").append(kFunctionPrefix).append(near[i]);
  return text + "?";
}

ToolPaths::Place ToolObjects::FindGlobal(const std::string& name) {
  if (IsContainerRoot(name)) return {.kind = ToolPaths::Place::Kind::kContainer};
  return name.starts_with(kFunctionPrefix) ? paths_.Find(name) : ToolPaths::Place{};
}

v8::Intercepted ToolObjects::GetGlobal(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& info) {
  ToolObjects* self = Owner(info);
  v8::Isolate* isolate = info.GetIsolate();
  const std::string path = NameOf(isolate, name);
  if (self->FindGlobal(path).kind == ToolPaths::Place::Kind::kNothing) return v8::Intercepted::kNo;
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Object> found;
  if (!self->At(context, path).ToLocal(&found)) return v8::Intercepted::kNo;
  const bool rehearsal = self->lifetime_ == Lifetime::kRehearsal;
  const auto attributes = static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontEnum | (rehearsal ? 0 : v8::DontDelete));
  // A program that has sealed its global object asks here every time.
  if (context->Global()->DefineOwnProperty(context, name, found, attributes).FromMaybe(false) && rehearsal) {
    self->placed_.push_back(path);
  }
  info.GetReturnValue().Set(found);
  return v8::Intercepted::kYes;
}

v8::Intercepted ToolObjects::SetGlobal(v8::Local<v8::Name> name, v8::Local<v8::Value>,
                                       const v8::PropertyCallbackInfo<void>& info) {
  const std::string path = NameOf(info.GetIsolate(), name);
  if (Owner(info)->FindGlobal(path).kind == ToolPaths::Place::Kind::kNothing) return v8::Intercepted::kNo;
  Owner(info)->Refuse(path + " can't be assigned: it is a tool");
  return v8::Intercepted::kYes;
}

v8::Intercepted ToolObjects::QueryGlobal(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Integer>& info) {
  if (Owner(info)->FindGlobal(NameOf(info.GetIsolate(), name)).kind == ToolPaths::Place::Kind::kNothing)
    return v8::Intercepted::kNo;
  info.GetReturnValue().Set(v8::ReadOnly | v8::DontDelete | v8::DontEnum);
  return v8::Intercepted::kYes;
}

v8::Intercepted ToolObjects::GetMember(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& info) {
  ToolObjects* self = Owner(info);
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  const std::string member = NameOf(isolate, name);
  const std::string path = PathOf(info) + "." + member;
  v8::Local<v8::Object> found;
  if (self->At(context, path).ToLocal(&found)) {
    info.GetReturnValue().Set(found);
  } else if (IsProtocolName(member)) {
    info.GetReturnValue().SetUndefined();
  } else {
    v8::Local<v8::String> data;
    v8::Local<v8::Function> unknown;
    v8::Local<v8::Object> holder = v8::Object::New(isolate, v8::Null(isolate), nullptr, nullptr, 0);
    if (!FromUtf8(isolate, path).ToLocal(&data) ||
        holder->CreateDataProperty(context, 0, v8::External::New(isolate, self)).IsNothing() ||
        holder->CreateDataProperty(context, 1, data).IsNothing() ||
        !v8::Function::New(context, OnCallOfUnknown, holder, 0, v8::ConstructorBehavior::kThrow).ToLocal(&unknown)) {
      return v8::Intercepted::kNo;
    }
    info.GetReturnValue().Set(unknown);
  }
  return v8::Intercepted::kYes;
}

v8::Intercepted ToolObjects::QueryMember(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Integer>& info) {
  const std::string path = PathOf(info) + "." + NameOf(info.GetIsolate(), name);
  const bool discovery = LookupKindOf(path) != Lookup::KIND_UNSPECIFIED;
  if (!discovery && Owner(info)->paths_.Find(path).kind == ToolPaths::Place::Kind::kNothing) return v8::Intercepted::kNo;
  info.GetReturnValue().Set(v8::ReadOnly | v8::DontDelete | (discovery ? v8::DontEnum : v8::None));
  return v8::Intercepted::kYes;
}

void ToolObjects::EnumerateMembers(const v8::PropertyCallbackInfo<v8::Array>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  const std::string path = PathOf(info);
  std::vector<v8::Local<v8::Value>> names;
  for (const std::string& child : Owner(info)->paths_.Children(path)) {
    v8::Local<v8::String> name;
    if (FromUtf8(isolate, child).ToLocal(&name)) names.push_back(name);
  }
  info.GetReturnValue().Set(v8::Array::New(isolate, names.data(), names.size()));
}

v8::Intercepted ToolObjects::RefuseSet(v8::Local<v8::Name> name, v8::Local<v8::Value>,
                                       const v8::PropertyCallbackInfo<void>& info) {
  Owner(info)->Refuse(PathOf(info) + "." + NameOf(info.GetIsolate(), name) + " can't be assigned: tools are read-only");
  return v8::Intercepted::kYes;
}

v8::Intercepted ToolObjects::RefuseDelete(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Boolean>& info) {
  if (info.ShouldThrowOnError()) {
    Owner(info)->Refuse(PathOf(info) + "." + NameOf(info.GetIsolate(), name) + " can't be deleted: tools are read-only");
  }
  info.GetReturnValue().Set(false);
  return v8::Intercepted::kYes;
}

v8::Intercepted ToolObjects::RefuseDefine(v8::Local<v8::Name> name, const v8::PropertyDescriptor&,
                                          const v8::PropertyCallbackInfo<void>& info) {
  Owner(info)->Refuse(PathOf(info) + "." + NameOf(info.GetIsolate(), name) + " can't be defined: tools are read-only");
  return v8::Intercepted::kYes;
}

v8::Intercepted ToolObjects::RefuseSetIndex(uint32_t, v8::Local<v8::Value>, const v8::PropertyCallbackInfo<void>& info) {
  Owner(info)->Refuse(PathOf(info) + " is read-only");
  return v8::Intercepted::kYes;
}

v8::Intercepted ToolObjects::RefuseDefineIndex(uint32_t, const v8::PropertyDescriptor&,
                                               const v8::PropertyCallbackInfo<void>& info) {
  Owner(info)->Refuse(PathOf(info) + " is read-only");
  return v8::Intercepted::kYes;
}

void ToolObjects::Refuse(std::string_view what) {
  v8::Local<v8::String> message;
  if (FromUtf8(isolate_, what).ToLocal(&message)) isolate_->ThrowException(v8::Exception::TypeError(message));
}

v8::MaybeLocal<v8::Object> ToolObjects::At(v8::Local<v8::Context> context, const std::string& path) {
  if (const Lookup::Kind kind = LookupKindOf(path); kind != Lookup::KIND_UNSPECIFIED) return LookupFunction(context, path, kind);
  const ToolPaths::Place place = paths_.Find(path);
  switch (place.kind) {
    case ToolPaths::Place::Kind::kTool:
      return FunctionAt(context, path, place.tool);
    case ToolPaths::Place::Kind::kContainer:
      return ContainerAt(context, path);
    case ToolPaths::Place::Kind::kNothing:
      break;
  }
  return IsContainerRoot(path) ? ContainerAt(context, path) : v8::MaybeLocal<v8::Object>();
}

// A tool is the same function under each of its paths, named for the first that was touched.
v8::MaybeLocal<v8::Object> ToolObjects::FunctionAt(v8::Local<v8::Context> context, const std::string& path, uint32_t tool) {
  v8::Global<v8::Object>& kept = functions_[tool];
  return kept.IsEmpty() ? MakeFunction(context, path, OnCall, tool, &kept) : kept.Get(isolate_);
}

v8::MaybeLocal<v8::Object> ToolObjects::LookupFunction(v8::Local<v8::Context> context, const std::string& path,
                                                       worker::v1::Lookup::Kind kind) {
  v8::Global<v8::Object>& kept = lookups_[kind];
  return kept.IsEmpty() ? MakeFunction(context, path, OnLookup, static_cast<uint32_t>(kind), &kept) : kept.Get(isolate_);
}

v8::MaybeLocal<v8::Object> ToolObjects::MakeFunction(v8::Local<v8::Context> context, const std::string& path,
                                                     v8::FunctionCallback callback, uint32_t number,
                                                     v8::Global<v8::Object>* kept) {
  v8::Local<v8::Array> data = v8::Array::New(isolate_, 2);
  v8::Local<v8::Function> function;
  v8::Local<v8::String> name;
  if (data->CreateDataProperty(context, 0, v8::External::New(isolate_, this)).IsNothing() ||
      data->CreateDataProperty(context, 1, v8::Integer::NewFromUnsigned(isolate_, number)).IsNothing() ||
      !v8::Function::New(context, callback, data, 1, v8::ConstructorBehavior::kThrow).ToLocal(&function) ||
      !FromUtf8(isolate_, std::string_view(path).substr(path.rfind('.') + 1)).ToLocal(&name)) {
    return {};
  }
  function->SetName(name);
  (void)function->SetIntegrityLevel(context, v8::IntegrityLevel::kFrozen).IsNothing();
  kept->Reset(isolate_, function);
  return function;
}

v8::MaybeLocal<v8::Object> ToolObjects::ContainerAt(v8::Local<v8::Context> context, const std::string& path) {
  v8::Global<v8::Object>& kept = containers_[path];
  if (kept.IsEmpty()) {
    v8::Local<v8::Object> container;
    v8::Local<v8::String> name;
    if (!FromUtf8(isolate_, path).ToLocal(&name) ||
        !container_template_.Get(isolate_)->NewInstance(context).ToLocal(&container) ||
        container->SetPrototypeV2(context, v8::Null(isolate_)).IsNothing()) {
      return {};
    }
    container->SetInternalField(0, name);
    kept.Reset(isolate_, container);
  }
  return kept.Get(isolate_);
}

// Which of its functions was called, by the number that MakeFunction was given.
std::optional<uint32_t> ToolObjects::NumberOf(const v8::FunctionCallbackInfo<v8::Value>& info, ToolObjects** owner) {
  v8::Local<v8::Context> context = info.GetIsolate()->GetCurrentContext();
  v8::Local<v8::Array> data = info.Data().As<v8::Array>();
  v8::Local<v8::Value> self;
  v8::Local<v8::Value> number;
  if (!data->Get(context, 0).ToLocal(&self) || !data->Get(context, 1).ToLocal(&number)) return std::nullopt;
  *owner = static_cast<ToolObjects*>(self.As<v8::External>()->Value());
  return number.As<v8::Uint32>()->Value();
}

void ToolObjects::OnCall(const v8::FunctionCallbackInfo<v8::Value>& info) {
  if (QuietReading::active()) return;
  ToolObjects* owner = nullptr;
  const std::optional<uint32_t> tool = NumberOf(info, &owner);
  v8::Local<v8::Promise> promise;
  if (tool.has_value() && owner->calls_->Call(info.GetIsolate()->GetCurrentContext(), *tool, info[0]).ToLocal(&promise)) {
    info.GetReturnValue().Set(promise);
  }
}

void ToolObjects::OnLookup(const v8::FunctionCallbackInfo<v8::Value>& info) {
  if (QuietReading::active()) return;
  v8::Isolate* isolate = info.GetIsolate();
  ToolObjects* owner = nullptr;
  const std::optional<uint32_t> kind = NumberOf(info, &owner);
  if (!kind.has_value()) return;
  v8::Local<v8::Value> arguments[] = {info[0], info[1]};
  v8::Local<v8::Promise> promise;
  if (owner->calls_->Lookup(isolate->GetCurrentContext(), static_cast<Lookup::Kind>(*kind), v8::Array::New(isolate, arguments, 2))
          .ToLocal(&promise)) {
    info.GetReturnValue().Set(promise);
  }
}

void ToolObjects::OnCallOfUnknown(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Object> data = info.Data().As<v8::Object>();
  v8::Local<v8::Value> self;
  v8::Local<v8::Value> path;
  if (!data->Get(context, 0).ToLocal(&self) || !data->Get(context, 1).ToLocal(&path)) return;
  ToolObjects* tools = static_cast<ToolObjects*>(self.As<v8::External>()->Value());
  const std::string problem = tools->UnknownMember(ToUtf8(isolate, path.As<v8::String>()));
  isolate->ThrowException(NewProgramError(context, {.name = "Error", .message = problem, .code = "NO_SUCH_TOOL"}));
}

std::string ToolObjects::UnknownMember(const std::string& path) {
  const size_t dot = path.rfind('.');
  const std::string container = path.substr(0, dot);
  const std::vector<std::string> members = paths_.Children(container);
  const std::string problem = path + " is not a tool. ";
  if (members.empty()) return problem + Hint();
  const std::vector<std::string_view> near =
      bridge::NearNames(std::string_view(path).substr(dot + 1), {members.begin(), members.end()}, kNamesInHint);
  if (near.empty()) return problem + container + " has: " + Listed(members);
  std::string text = problem + "Did you mean ";
  for (size_t i = 0; i < near.size(); ++i) text.append(i == 0 ? "" : " or ").append(container).append(".").append(near[i]);
  return text + "?";
}

}  // namespace isobridge::isolate
