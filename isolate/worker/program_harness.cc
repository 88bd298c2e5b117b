#include "isolate/worker/program_harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bridge/frame.h"
#include "bridge/tool_names.h"
#include "isolate/worker/v8_flags.h"
#include "isolate/worker/virtual_clock_platform.h"
#include "v8-initialization.h"

namespace isobridge::isolate {
namespace {

constexpr int64_t kStartUs = 1'767'323'045'000'000;

// Lives as long as the process.
void InitializeV8() {
  static const bool once = [] {
    SetV8Flags(Profile::kJit);
    v8::V8::InitializePlatform(NewVirtualClockPlatform().release());
    return v8::V8::Initialize();
  }();
  (void)once;
}

v8::StartupData* Snapshot() {
  static v8::StartupData* blob = [] {
    v8::Isolate::CreateParams params;
    params.array_buffer_allocator = v8::ArrayBuffer::Allocator::NewDefaultAllocator();
    params.external_references = Program::ExternalReferences();
    v8::SnapshotCreator creator(params);
    v8::Isolate* isolate = creator.GetIsolate();
    {
      v8::HandleScope handles(isolate);
      v8::Local<v8::Context> context = v8::Context::New(isolate);
      v8::Context::Scope entered(context);
      Program::InstallRuntime(isolate, context);
      creator.SetDefaultContext(context);
    }
    return new v8::StartupData(creator.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep));
  }();
  return blob;
}

v8::Isolate* NewIsolate(ProgramHarness::Start start, size_t heap_bytes, v8::ArrayBuffer::Allocator* allocator) {
  InitializeV8();
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator = allocator;
  params.constraints.ConfigureDefaultsFromHeapSize(0, heap_bytes);
  if (start == ProgramHarness::Start::kSnapshot) {
    params.snapshot_blob = Snapshot();
    params.external_references = Program::ExternalReferences();
  }
  v8::Isolate* isolate = v8::Isolate::New(params);
  isolate->Enter();
  return isolate;
}

}  // namespace

ProgramHarness::ProgramHarness(Start start, size_t heap_bytes)
    : allocator_(v8::ArrayBuffer::Allocator::NewDefaultAllocator()),
      isolate_(NewIsolate(start, heap_bytes, allocator_.get())),
      fd_(memfd_create("frames", MFD_CLOEXEC)),
      outbox_(fd_) {
  v8::HandleScope handles(isolate_);
  v8::Local<v8::Context> context = v8::Context::New(isolate_);
  context->Enter();
  context_.Reset(isolate_, context);
  if (start == Start::kPlain) Program::InstallRuntime(isolate_, context);
  Program::ConfigureIsolate(isolate_);
  program_ = std::make_unique<Program>(isolate_, context, &outbox_);
  begin_.set_seed(std::string(32, '\0'));
  begin_.set_now_us(kStartUs);
  worker::v1::WorkerLimits* limits = begin_.mutable_limits();
  limits->set_args_bytes(1 << 20);
  limits->set_result_bytes(4 << 20);
  limits->set_console_bytes(1 << 20);
  limits->set_console_lines(10'000);
  limits->set_calls(10'000);
  limits->set_timers(1'000);
  limits->set_lookups(10);
}

ProgramHarness::~ProgramHarness() {
  program_.reset();
  {
    v8::HandleScope handles(isolate_);
    context_.Get(isolate_)->Exit();
  }
  context_.Reset();
  isolate_->Exit();
  isolate_->Dispose();
  close(fd_);
}

ProgramHarness& ProgramHarness::Tool(const std::string& name) {
  tools_.push_back(name);
  return *this;
}

ProgramHarness& ProgramHarness::Run(std::string_view code) {
  const bridge::ToolNames::Texts texts = bridge::ToolNames::Write(tools_);
  begin_.mutable_tools()->set_names(texts.names);
  begin_.mutable_tools()->set_ends(texts.ends);
  begin_.set_code(std::string(code));
  program_->Begin(begin_);
  return *this;
}

ProgramHarness& ProgramHarness::Answer(uint32_t call, std::string_view json) {
  worker::v1::Settle settle;
  settle.set_call(call);
  settle.set_json(std::string(json));
  program_->Settle(settle);
  return *this;
}

ProgramHarness& ProgramHarness::AnswerLookup(uint32_t lookup, std::string_view json) {
  worker::v1::Settle settle;
  settle.set_lookup(lookup);
  settle.set_json(std::string(json));
  program_->Settle(settle);
  return *this;
}

ProgramHarness& ProgramHarness::Fail(uint32_t call, const worker::v1::Error& error) {
  worker::v1::Settle settle;
  settle.set_call(call);
  *settle.mutable_error() = error;
  program_->Settle(settle);
  return *this;
}

ProgramHarness& ProgramHarness::Fire(uint32_t timer, int64_t now_us) {
  worker::v1::TimerFired fired;
  fired.set_timer(timer);
  fired.set_now_us(now_us);
  program_->TimerFired(fired);
  return *this;
}

std::vector<worker::v1::FromWorker> ProgramHarness::Frames() {
  outbox_.Flush();
  std::vector<worker::v1::FromWorker> frames;
  bridge::FrameReader reader;
  for (off_t at = 0;;) {
    const bridge::FrameReader::Space space = reader.Prepare();
    const ssize_t size = pread(fd_, space.data, space.size, at);
    if (size <= 0) return frames;
    at += size;
    reader.Commit(static_cast<size_t>(size));
    for (std::string_view bytes; reader.Next(&bytes) == bridge::FrameReader::Result::kFrame;) {
      if (!frames.emplace_back().ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) abort();
    }
  }
}

std::vector<worker::v1::Call> ProgramHarness::Calls() {
  std::vector<worker::v1::Call> calls;
  for (const worker::v1::FromWorker& frame : Frames()) {
    if (frame.has_call()) calls.push_back(frame.call());
  }
  return calls;
}

std::vector<std::string> ProgramHarness::Console() {
  std::vector<std::string> lines;
  for (const worker::v1::FromWorker& frame : Frames()) {
    if (frame.has_console()) lines.push_back(std::to_string(frame.console().level()) + " " + frame.console().text());
  }
  return lines;
}

std::vector<std::string> ProgramHarness::Warnings() {
  std::vector<std::string> warnings;
  const worker::v1::Finished finished = Finished();
  for (const worker::v1::Warning& warning : finished.warnings()) {
    warnings.push_back(std::to_string(warning.code()) + " " + warning.message());
  }
  return warnings;
}

worker::v1::Finished ProgramHarness::Finished() {
  const std::vector<worker::v1::FromWorker> frames = Frames();
  return frames.empty() ? worker::v1::Finished() : frames.back().finished();
}

std::string ProgramHarness::Outcome() {
  const worker::v1::Finished finished = Finished();
  if (finished.has_error()) return finished.error().name() + ": " + finished.error().message();
  if (finished.reason() != worker::v1::Finished::REASON_RETURNED) return "running";
  return finished.value_json().empty() ? "undefined" : finished.value_json();
}

std::string Evaluate(std::string_view code) { return ProgramHarness().Run(code).Outcome(); }

std::vector<std::string> ConsoleOf(std::string_view code) { return ProgramHarness().Run(code).Console(); }

std::vector<std::string> WarningsOf(std::string_view code) { return ProgramHarness().Run(code).Warnings(); }

}  // namespace isobridge::isolate
