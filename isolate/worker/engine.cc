#include "isolate/worker/engine.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <new>
#include <string_view>

#include "isolate/worker/context_slot.h"
#include "isolate/worker/exit_status.h"
#include "isolate/worker/program.h"
#include "isolate/worker/sha256_hex.h"
#include "isolate/worker/snapshots.h"
#include "isolate/worker/v8_flags.h"
#include "isolate/worker/virtual_clock_platform.h"

namespace isobridge::isolate {
namespace {

// V8 maps it writable and executable when it starts, and RLIMIT_DATA counts it whole.
constexpr size_t kCodeRangeBytes = 32u << 20;

// V8's handlers carry no data of the embedder's.
Outbox* out_of_memory_outbox = nullptr;
uint64_t out_of_memory_heap_bytes = 0;

[[noreturn]] void OnOutOfMemory() { out_of_memory_outbox->ExitOutOfMemory(out_of_memory_heap_bytes); }

void WriteLine(std::string_view what, const char* location, const char* message) {
  char line[512];
  const int size = snprintf(line, sizeof line, "isobridge_worker: %s at %s: %s\n", what.data(),
                            location == nullptr ? "?" : location, message == nullptr ? "?" : message);
  if (size > 0) (void)!write(STDERR_FILENO, line, std::min(static_cast<size_t>(size), sizeof line - 1));
}

void OnV8OutOfMemory(const char* location, const v8::OOMDetails& details) {
  WriteLine("out of memory", location, details.detail);
  OnOutOfMemory();
}

// V8 found itself misused: a bug of ours, not the program's doing.
void OnV8FatalError(const char* location, const char* message) {
  WriteLine("fatal error in V8", location, message);
  _exit(kExitFatalError);
}

bool KernelEntropy(unsigned char* buffer, size_t length) {
  while (length > 0) {
    const ssize_t got = getrandom(buffer, length, 0);
    if (got < 0) return false;
    buffer += got;
    length -= static_cast<size_t>(got);
  }
  return true;
}

std::unique_ptr<v8::Platform> InitializeV8(Profile profile) {
  v8::V8::SetEntropySource(KernelEntropy);
  SetV8Flags(profile);
  std::unique_ptr<v8::Platform> platform = NewVirtualClockPlatform();
  v8::V8::InitializePlatform(platform.get());
  v8::V8::Initialize();
  v8::V8::SetFatalMemoryErrorCallback(OnV8OutOfMemory);
  return platform;
}

// ICU's functions carry its major version in their names, and its headers need not be there.
std::string IcuVersion() {
  std::string major;
  dl_iterate_phdr(
      [](dl_phdr_info* library, size_t, void* found) {
        constexpr std::string_view kLibrary = "libicuuc.so.";
        const std::string_view path = library->dlpi_name;
        const size_t at = path.find(kLibrary);
        if (at == std::string_view::npos) return 0;
        const std::string_view version = path.substr(at + kLibrary.size());
        *static_cast<std::string*>(found) = version.substr(0, version.find('.'));
        return 1;
      },
      &major);
  void* symbol = dlsym(RTLD_DEFAULT, ("u_getVersion_" + major).c_str());
  if (symbol == nullptr) return major;
  uint8_t version[4] = {};
  reinterpret_cast<void (*)(uint8_t*)>(symbol)(version);
  std::string text;
  for (const uint8_t part : version) text += std::to_string(part) + ".";
  return text;
}

v8::StartupData AsStartupData(std::string_view blob) { return {.data = blob.data(), .raw_size = static_cast<int>(blob.size())}; }

}  // namespace

Engine::Engine(const ProcessOptions& options, char* stack_top, Outbox* outbox)
    : platform_(InitializeV8(options.profile)),
      allocator_(options.heap_bytes),
      snapshot_(AsStartupData(SnapshotFor(options.role, options.profile).blob)) {
  out_of_memory_outbox = outbox;
  out_of_memory_heap_bytes = options.heap_bytes;
  std::set_new_handler(OnOutOfMemory);

  v8::Isolate::CreateParams params;
  params.snapshot_blob = &snapshot_;
  params.external_references = options.role == Role::kWorker ? Program::ExternalReferences() : nullptr;
  params.array_buffer_allocator = &allocator_;
  params.allow_atomics_wait = false;
  params.constraints.ConfigureDefaultsFromHeapSize(0, options.heap_bytes);
  params.constraints.set_code_range_size_in_bytes(kCodeRangeBytes);
  isolate_ = v8::Isolate::New(params);
  isolate_->SetStackLimit(reinterpret_cast<uintptr_t>(stack_top) - kScriptStackKib * 1024);
  isolate_->SetOOMErrorHandler(OnV8OutOfMemory);
  isolate_->SetFatalErrorHandler(OnV8FatalError);
}

v8::Local<v8::Context> Engine::NewContext() {
  const v8::Local<v8::Context> context = v8::Context::New(isolate_);
  v8::Local<v8::Value> kept;
  if (context->GetDataFromSnapshotOnce<v8::Value>(0).ToLocal(&kept)) context->SetEmbedderData(kSnapshotContextSlot, kept);
  return context;
}

// In both, everything is reached from literals, so that nothing of it stays.
void Engine::TouchInternationalization(v8::Local<v8::Context> context) {
  RunOurs(context, R"js((() => {
    const n = 1234567.891, d = new Date(0);
    return [n.toLocaleString(), d.toString(), 'a'.localeCompare('b'), 'é'.normalize('NFD'), /\p{Lu}/u.test('Ä')];
  })())js");
}

void Engine::WarmInternationalization(v8::Local<v8::Context> context) {
  RunOurs(context, R"js((() => {
    const n = 1234567.891, d = new Date(0);
    [(123n).toLocaleString(), d.toLocaleString(), d.toLocaleDateString(), d.toLocaleTimeString(), 'ß'.toLocaleUpperCase()];
    ['b', 'ä'].sort(new Intl.Collator('de').compare);
    new Intl.NumberFormat('en-US', { style: 'currency', currency: 'EUR' }).format(n);
    new Intl.NumberFormat('de-DE', { style: 'percent' }).format(n);
    new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'long', timeZone: 'America/New_York' }).format(d);
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC' }).formatToParts(d);
    new Intl.PluralRules('en').select(1); new Intl.RelativeTimeFormat('en').format(1, 'day');
    new Intl.ListFormat('en').format(['a', 'b']); [...new Intl.Segmenter('en').segment('ab')];
    return new Intl.DisplayNames('en', { type: 'region' }).of('DE');
  })())js");
}

void Engine::RunOurs(v8::Local<v8::Context> context, const char* source) {
  v8::HandleScope handles(isolate_);
  v8::TryCatch failed(isolate_);
  v8::Local<v8::String> text;
  v8::Local<v8::Script> script;
  if (v8::String::NewFromUtf8(isolate_, source).ToLocal(&text) && v8::Script::Compile(context, text).ToLocal(&script) &&
      !script->Run(context).IsEmpty()) {
    return;
  }
  v8::String::Utf8Value message(isolate_, failed.Exception());
  fprintf(stderr, "isobridge_worker: ICU doesn't work here: %s\n", *message == nullptr ? "?" : *message);
  abort();
}

std::string Engine::Id(const ProcessOptions& options) {
  std::string parts = v8::V8::GetVersion();
  for (const std::string& part :
       {V8Flags(options.profile), std::string(SnapshotFor(options.role, options.profile).sha256), IcuVersion()}) {
    parts += '\n' + part;
  }
  return Sha256Hex(parts);
}

}  // namespace isobridge::isolate
