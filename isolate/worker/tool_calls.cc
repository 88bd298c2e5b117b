#include "isolate/worker/tool_calls.h"

#include <string>
#include <string_view>
#include <utility>

#include "bridge/byte_text.h"
#include "isolate/worker/attachment_values.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

constexpr int kStackFrames = 10;
constexpr size_t kProblemBytes = 1'000;
constexpr size_t kMostLosses = 20;
constexpr uint64_t kMaxLookupBytes = 4u << 10;
// What V8 puts before the message of an exception.
constexpr std::string_view kUncaught = "Uncaught SyntaxError: ";
// `error.name` of what the service, not the tool, says about a call.
constexpr std::string_view kServiceErrorName = "CallError";

}  // namespace

void ToolCalls::Reset(const worker::v1::Begin& begin) {
  const worker::v1::WorkerLimits& limits = begin.limits();
  attachments_ = begin.attachments();
  max_args_bytes_ = limits.args_bytes();
  max_calls_ = limits.calls();
  max_lookups_ = limits.lookups();
  made_ = 0;
  lookups_made_ = 0;
  pending_.clear();
  pending_lookups_.clear();
  losses_.clear();
  more_losses_ = 0;
}

v8::MaybeLocal<v8::Promise> ToolCalls::Call(v8::Local<v8::Context> context, uint32_t tool, v8::Local<v8::Value> args) {
  v8::EscapableHandleScope handles(isolate_);
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return {};
  const auto fail = [&](const ErrorText& text) -> v8::MaybeLocal<v8::Promise> {
    if (resolver->Reject(context, NewProgramError(context, text)).IsNothing()) return {};
    return handles.Escape(resolver->GetPromise());
  };
  if (made_ >= max_calls_) return fail({.name = kServiceErrorName, .message = LimitProblem(), .code = "CALL_LIMIT"});

  WrittenValue written = writer_->Write(
      context, args, {.root = "args", .max_bytes = max_args_bytes_, .losses = Losses::kUnusual, .attaching = attachments_});
  switch (written.outcome) {
    case WrittenValue::Outcome::kWritten:
      break;
    case WrittenValue::Outcome::kInterrupted:
      return {};
    case WrittenValue::Outcome::kNotSerializable:
      return fail({.name = "TypeError", .message = written.problem, .code = "ARGS_NOT_SERIALIZABLE"});
    case WrittenValue::Outcome::kTooLarge:
      return fail({.name = kServiceErrorName,
                   .message = "the arguments take " + std::string(written.size_is_lower_bound ? "at least " : "") +
                              bridge::ByteText(written.size) + " of JSON; the limit args_bytes is " +
                              bridge::ByteText(max_args_bytes_) + ": pass less, or in several calls",
                   .code = "ARGS_TOO_LARGE"});
  }
  // A toJSON of the arguments may have made the last call.
  if (made_ >= max_calls_) return fail({.name = kServiceErrorName, .message = LimitProblem(), .code = "CALL_LIMIT"});

  ++made_;
  KeepLosses(written.losses);
  worker::v1::FromWorker frame;
  frame.mutable_call()->set_call(made_);
  frame.mutable_call()->set_tool(tool);
  frame.mutable_call()->set_args_json(written.json.empty() ? "{}" : std::move(written.json));
  frame.mutable_call()->mutable_attachments()->Swap(&written.attachments);
  output_->Send(frame);
  return handles.Escape(Await(resolver, &pending_[made_]));
}

v8::MaybeLocal<v8::Promise> ToolCalls::Lookup(v8::Local<v8::Context> context, worker::v1::Lookup::Kind kind,
                                              v8::Local<v8::Value> args) {
  v8::EscapableHandleScope handles(isolate_);
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return {};
  const auto fail = [&](const ErrorText& text) -> v8::MaybeLocal<v8::Promise> {
    if (resolver->Reject(context, NewProgramError(context, text)).IsNothing()) return {};
    return handles.Escape(resolver->GetPromise());
  };
  WrittenValue written =
      writer_->Write(context, args, {.root = "arguments", .max_bytes = kMaxLookupBytes, .losses = Losses::kUnusual});
  if (written.outcome == WrittenValue::Outcome::kInterrupted) return {};
  if (written.outcome != WrittenValue::Outcome::kWritten) {
    const std::string problem = written.problem.empty() ? "the arguments are too long: use a few words" : written.problem;
    return fail({.name = "TypeError", .message = problem, .code = "LOOKUP_INVALID"});
  }
  if (lookups_made_ >= max_lookups_) {
    const std::string problem = "the program has asked for its tools " + std::to_string(lookups_made_) +
                                " times, which is the limit (lookups): keep what codemode.search and codemode.describe gave";
    return fail({.name = kServiceErrorName, .message = problem, .code = "LOOKUP_LIMIT"});
  }
  ++lookups_made_;
  worker::v1::FromWorker frame;
  frame.mutable_lookup()->set_lookup(lookups_made_);
  frame.mutable_lookup()->set_kind(kind);
  frame.mutable_lookup()->set_args_json(std::move(written.json));
  output_->Send(frame);
  return handles.Escape(Await(resolver, &pending_lookups_[lookups_made_]));
}

v8::Local<v8::Promise> ToolCalls::Await(v8::Local<v8::Promise::Resolver> resolver, Pending* pending) {
  pending->resolver.Reset(isolate_, resolver);
  pending->made_at.Reset(isolate_, v8::StackTrace::CurrentStackTrace(isolate_, kStackFrames));
  return resolver->GetPromise();
}

void ToolCalls::Settle(v8::Local<v8::Context> context, const worker::v1::Settle& settle) {
  auto node = settle.lookup() != 0 ? pending_lookups_.extract(settle.lookup()) : pending_.extract(settle.call());
  if (node.empty()) return;
  const Pending& pending = node.mapped();
  v8::Local<v8::Promise::Resolver> resolver = pending.resolver.Get(isolate_);
  if (settle.has_error()) {
    (void)resolver->Reject(context, ToError(context, settle.error(), pending)).IsNothing();
    return;
  }
  v8::TryCatch caught(isolate_);
  v8::Local<v8::String> json;
  v8::Local<v8::Value> value = v8::Undefined(isolate_);
  if (settle.json().empty() ||
      (FromUtf8(isolate_, settle.json()).ToLocal(&json) && v8::JSON::Parse(context, json).ToLocal(&value))) {
    const std::string misplaced = PlaceAttachments(context, settle.attachments(), &value);
    if (caught.HasTerminated()) return;
    if (misplaced.empty()) {
      (void)resolver->Resolve(context, value).IsNothing();
      return;
    }
    const std::string problem = "the tool's answer can't be used: " + misplaced;
    const ErrorText text = {.name = kServiceErrorName, .message = problem, .code = "ATTACHMENT_INVALID"};
    (void)resolver->Reject(context, ToError(context, text, pending)).IsNothing();
    return;
  }
  if (caught.HasTerminated()) return;
  std::string problem = "the answer is too long";
  if (caught.HasCaught() && !caught.Message().IsEmpty()) {
    problem = ToUtf8(isolate_, caught.Message()->Get(), kProblemBytes);
    if (problem.starts_with(kUncaught)) problem.erase(0, kUncaught.size());
    if (problem.find(" at position ") == std::string::npos) {
      problem += " (position " + std::to_string(caught.Message()->GetStartPosition()) + ")";
    }
  }
  problem = "the tool's answer is not JSON: " + problem;
  const ErrorText text = {.name = kServiceErrorName, .message = problem, .code = "ANSWER_NOT_JSON"};
  (void)resolver->Reject(context, ToError(context, text, pending)).IsNothing();
}

v8::Local<v8::Value> ToolCalls::ToError(v8::Local<v8::Context> context, const worker::v1::Error& error, const Pending& pending) {
  const ErrorText text = {.name = error.name().empty() ? "ToolError" : std::string_view(error.name()),
                          .message = error.message(),
                          .code = error.code().empty() ? "TOOL_ERROR" : std::string_view(error.code())};
  v8::Local<v8::Value> made = ToError(context, text, pending);
  if (error.data_json().empty()) return made;
  v8::TryCatch caught(isolate_);
  v8::Local<v8::String> json;
  v8::Local<v8::Value> data;
  if (!FromUtf8(isolate_, error.data_json()).ToLocal(&json)) return made;
  // What is no JSON is still worth its text.
  if (!v8::JSON::Parse(context, json).ToLocal(&data)) data = json;
  (void)made.As<v8::Object>()->CreateDataProperty(context, Literal(isolate_, "data"), data).IsNothing();
  return made;
}

v8::Local<v8::Value> ToolCalls::ToError(v8::Local<v8::Context> context, const ErrorText& text, const Pending& pending) {
  v8::Local<v8::Object> error = NewProgramError(context, text);
  SetProgramStack(context, error, text, ProgramStackOf(isolate_, pending.made_at.Get(isolate_)));
  return error;
}

void ToolCalls::KeepLosses(const std::vector<std::string>& losses) {
  for (const std::string& loss : losses) {
    if (losses_.size() < kMostLosses) {
      losses_.push_back("call " + std::to_string(made_) + ": " + loss);
    } else {
      ++more_losses_;
    }
  }
}

std::vector<std::string> ToolCalls::TakeLosses() {
  std::vector<std::string> losses = std::exchange(losses_, {});
  if (more_losses_ > 0) losses.push_back(std::to_string(more_losses_) + " more losses in arguments");
  more_losses_ = 0;
  return losses;
}

std::string ToolCalls::LimitProblem() const {
  return "the program has made " + std::to_string(made_) + " calls, which is the limit (calls); make fewer, larger calls";
}

}  // namespace isobridge::isolate
