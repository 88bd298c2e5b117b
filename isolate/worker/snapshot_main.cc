// Makes a V8 startup snapshot when Isobridge is built: snapshot_main --role=R --profile=P FILE
#include <stdio.h>
#include <string.h>

#include <memory>
#include <string>

#include "isolate/worker/compilation.h"
#include "isolate/worker/context_slot.h"
#include "isolate/worker/process_options.h"
#include "isolate/worker/program.h"
#include "isolate/worker/sha256_hex.h"
#include "isolate/worker/v8_flags.h"
#include "isolate/worker/virtual_clock_platform.h"
#include "v8.h"

namespace isobridge::isolate {
namespace {

// The snapshot's hash seed is replaced when it is read; a fixed one here makes the same blob from the same sources.
bool FixedEntropy(unsigned char* buffer, size_t length) {
  memset(buffer, 0x5a, length);
  return true;
}

std::string MakeSnapshot(Role role, v8::ArrayBuffer::Allocator* allocator) {
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator = allocator;
  params.external_references = role == Role::kWorker ? Program::ExternalReferences() : nullptr;
  v8::SnapshotCreator creator(params);
  v8::Isolate* isolate = creator.GetIsolate();
  {
    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    v8::Context::Scope entered(context);
    switch (role) {
      case Role::kWorker:
        Program::InstallRuntime(isolate, context);
        break;
      case Role::kCompiler:
        Compilation::InstallCompiler(isolate, context);
        break;
    }
    if (context->GetNumberOfEmbedderDataFields() > uint32_t{kSnapshotContextSlot}) {
      creator.AddData(context, context->GetEmbedderData(kSnapshotContextSlot));
    }
    creator.SetDefaultContext(context);
  }
  const v8::StartupData blob = creator.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep);
  std::string bytes(blob.data, static_cast<size_t>(blob.raw_size));
  delete[] blob.data;
  return bytes;
}

int Main(int argc, char** argv) {
  ProcessOptions options;
  if (argc != 4 || !ProcessOptions::Parse(3, argv, &options).empty()) {
    fprintf(stderr, "usage: snapshot_main --role=worker|compiler --profile=jit|hardened FILE\n");
    return 2;
  }
  v8::V8::SetEntropySource(FixedEntropy);
  SetV8Flags(options.profile);
  const std::unique_ptr<v8::Platform> platform = NewVirtualClockPlatform();
  v8::V8::InitializePlatform(platform.get());
  v8::V8::Initialize();
  const std::unique_ptr<v8::ArrayBuffer::Allocator> allocator(v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  const std::string blob = MakeSnapshot(options.role, allocator.get());

  FILE* file = fopen(argv[3], "wb");
  const std::string bytes = blob + Sha256Hex(blob);
  if (file == nullptr || fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size() || fclose(file) != 0) {
    perror(argv[3]);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace isobridge::isolate

int main(int argc, char** argv) { return isobridge::isolate::Main(argc, argv); }
