#include "isolate/worker/tool_objects.h"

#include <utility>

#include "isolate/worker/native_function.h"
#include "isolate/worker/quiet_reading.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

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

std::string Listed(const std::vector<std::string_view>& names) {
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
  std::vector<std::string_view> functions;
  for (const std::string_view name : paths_.Children("")) {
    if (name.starts_with(kFunctionPrefix)) functions.push_back(name);
  }
  if (functions.empty()) return "This program has no tools to call";
  return "Call a tool instead: " + Listed(functions);
}

std::string ToolObjects::Suggest(std::string_view name) {
  if (paths_.Find(name).kind == ToolPaths::Place::Kind::kTool) return "";
  std::vector<std::string_view> functions;
  for (const std::string_view known : paths_.Children("")) {
    if (known.starts_with(kFunctionPrefix)) functions.push_back(known.substr(kFunctionPrefix.size()));
  }
  std::vector<std::string_view> near = ToolPaths::Nearest(name.substr(kFunctionPrefix.size()), functions, kNamesInHint);
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
  if (Owner(info)->paths_.Find(path).kind == ToolPaths::Place::Kind::kNothing) return v8::Intercepted::kNo;
  info.GetReturnValue().Set(v8::ReadOnly | v8::DontDelete);
  return v8::Intercepted::kYes;
}

void ToolObjects::EnumerateMembers(const v8::PropertyCallbackInfo<v8::Array>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  const std::string path = PathOf(info);
  std::vector<v8::Local<v8::Value>> names;
  for (const std::string_view child : Owner(info)->paths_.Children(path)) {
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
  if (kept.IsEmpty()) {
    v8::Local<v8::Array> data = v8::Array::New(isolate_, 2);
    v8::Local<v8::Function> function;
    v8::Local<v8::String> name;
    if (data->CreateDataProperty(context, 0, v8::External::New(isolate_, this)).IsNothing() ||
        data->CreateDataProperty(context, 1, v8::Integer::NewFromUnsigned(isolate_, tool)).IsNothing() ||
        !v8::Function::New(context, OnCall, data, 1, v8::ConstructorBehavior::kThrow).ToLocal(&function) ||
        !FromUtf8(isolate_, std::string_view(path).substr(path.rfind('.') + 1)).ToLocal(&name)) {
      return {};
    }
    function->SetName(name);
    (void)function->SetIntegrityLevel(context, v8::IntegrityLevel::kFrozen).IsNothing();
    kept.Reset(isolate_, function);
  }
  return kept.Get(isolate_);
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

void ToolObjects::OnCall(const v8::FunctionCallbackInfo<v8::Value>& info) {
  if (QuietReading::active()) return;
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Array> data = info.Data().As<v8::Array>();
  v8::Local<v8::Value> self;
  v8::Local<v8::Value> tool;
  if (!data->Get(context, 0).ToLocal(&self) || !data->Get(context, 1).ToLocal(&tool)) return;
  ToolCalls* calls = static_cast<ToolObjects*>(self.As<v8::External>()->Value())->calls_;
  v8::Local<v8::Promise> promise;
  if (calls->Call(context, tool.As<v8::Uint32>()->Value(), info[0]).ToLocal(&promise)) info.GetReturnValue().Set(promise);
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
  const std::vector<std::string_view> members = paths_.Children(container);
  const std::string problem = path + " is not a tool. ";
  if (members.empty()) return problem + Hint();
  const std::vector<std::string_view> near = ToolPaths::Nearest(std::string_view(path).substr(dot + 1), members, kNamesInHint);
  if (near.empty()) return problem + container + " has: " + Listed(members);
  std::string text = problem + "Did you mean ";
  for (size_t i = 0; i < near.size(); ++i) text.append(i == 0 ? "" : " or ").append(container).append(".").append(near[i]);
  return text + "?";
}

}  // namespace isobridge::isolate
