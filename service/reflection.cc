#include "service/reflection.h"

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/execution.h"
#include "bridge/field_error.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "service/refusal.h"
#include "service/stalled_client.h"
#include "service/status.h"
#include "service/wire.h"

namespace isobridge::service {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

// Names of files, messages and the like.
constexpr size_t kMaxRequestBytes = 4u << 10;

void AddFile(const FileDescriptor& file, std::set<const FileDescriptor*>& added, ServerReflectionResponse& response) {
  if (!added.insert(&file).second) return;
  google::protobuf::FileDescriptorProto proto;
  file.CopyTo(&proto);
  response.mutable_file_descriptor_response()->add_file_descriptor_proto(proto.SerializeAsString());
  for (int i = 0; i < file.dependency_count(); ++i) AddFile(*file.dependency(i), added, response);
}

void NotFound(std::string_view what, ServerReflectionResponse& response) {
  response.mutable_error_response()->set_error_code(grpc::StatusCode::NOT_FOUND);
  response.mutable_error_response()->set_error_message(absl::StrCat("there is no ", what));
}

void AnswerFile(const FileDescriptor* file, std::string_view what, ServerReflectionResponse& response) {
  if (file == nullptr) return NotFound(what, response);
  std::set<const FileDescriptor*> added;
  AddFile(*file, added, response);
}

void AnswerExtension(const grpc::reflection::v1::ExtensionRequest& request, ServerReflectionResponse& response) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  const Descriptor* type = pool.FindMessageTypeByName(request.containing_type());
  const FieldDescriptor* extension = type == nullptr ? nullptr : pool.FindExtensionByNumber(type, request.extension_number());
  AnswerFile(extension == nullptr ? nullptr : extension->file(),
             absl::StrCat("extension ", request.extension_number(), " of ", request.containing_type()), response);
}

void AnswerExtensionNumbers(const std::string& type_name, ServerReflectionResponse& response) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  const Descriptor* type = pool.FindMessageTypeByName(type_name);
  if (type == nullptr) return NotFound(absl::StrCat("message ", type_name), response);
  std::vector<const FieldDescriptor*> extensions;
  pool.FindAllExtensions(type, &extensions);
  auto* answer = response.mutable_all_extension_numbers_response();
  answer->set_base_type_name(type_name);
  for (const FieldDescriptor* extension : extensions) answer->add_extension_number(extension->number());
}

// Answers one question after the other until the client half-closes.
class Reactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>, public LiveStream {
 public:
  // Both outlive it.
  Reactor(const ReflectionEnvironment* environment, grpc::CallbackServerContext* context)
      : environment_(environment), context_(context), waits_since_(environment->timers->Now()) {
    if (absl::Status admitted = environment_->streams->Add(this); !admitted.ok()) {
      Fail(admitted);
    } else {
      StartRead(&request_);
    }
  }

  // grpc::ServerBidiReactor
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    if (request_.Length() > kMaxRequestBytes) {
      return Fail(
          bridge::FieldError("message", absl::StrCat("it has ", request_.Length(), " bytes; the limit is ", kMaxRequestBytes)));
    }
    ServerReflectionRequest request;
    if (absl::Status parsed = ParseRequest(request_, &request); !parsed.ok()) return Fail(parsed);
    response_ = ToBytes(Reflect(environment_->services, request));
    WaitFromNow();
    StartWrite(&response_);
  }
  // After a write that failed the read fails too.
  void OnWriteDone(bool /*ok*/) override {
    WaitFromNow();
    StartRead(&request_);
  }
  void OnDone() override {
    environment_->streams->Remove(this);
    delete this;
  }

  // LiveStream
  void EndIfStalled(absl::Time since) override {
    {
      absl::MutexLock lock(mu_);
      if (waits_since_ >= since || std::exchange(stalled_, true)) return;
    }
    CancelStalled(context_, environment_->log);  // Still there: OnDone waits for the registry, which holds its lock.
  }
  std::shared_ptr<bridge::Execution> ClaimDrain() override { return nullptr; }

 private:
  ~Reactor() override = default;

  void Fail(const absl::Status& status) { Finish(ToGrpcStatus(status, *environment_->log)); }
  void WaitFromNow() {
    absl::MutexLock lock(mu_);
    waits_since_ = environment_->timers->Now();
  }

  const ReflectionEnvironment* const environment_;
  grpc::CallbackServerContext* const context_;

  // Touched by one reaction at a time: reads and writes take turns.
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;

  absl::Mutex mu_;
  // Since when the client is waited for.
  absl::Time waits_since_ ABSL_GUARDED_BY(mu_);
  // It was cancelled for the client's stalling.
  bool stalled_ ABSL_GUARDED_BY(mu_) = false;
};

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Begin(const ReflectionEnvironment* environment,
                                                                   grpc::CallbackServerContext* context) {
  const absl::StatusOr<std::string> tenant = environment->authenticator->TenantOf(*context);
  if (tenant.ok()) return new Reactor(environment, context);
  return new Refusal<grpc::ByteBuffer, grpc::ByteBuffer>(ToGrpcStatus(tenant.status(), *environment->log));
}

}  // namespace

ServerReflectionResponse Reflect(const std::vector<std::string>& services, const ServerReflectionRequest& request) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  ServerReflectionResponse response;
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kFileByFilename:
      AnswerFile(pool.FindFileByName(request.file_by_filename()), absl::StrCat("file ", request.file_by_filename()), response);
      break;
    case ServerReflectionRequest::kFileContainingSymbol:
      AnswerFile(pool.FindFileContainingSymbol(request.file_containing_symbol()),
                 absl::StrCat("symbol ", request.file_containing_symbol()), response);
      break;
    case ServerReflectionRequest::kFileContainingExtension:
      AnswerExtension(request.file_containing_extension(), response);
      break;
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      AnswerExtensionNumbers(request.all_extension_numbers_of_type(), response);
      break;
    case ServerReflectionRequest::kListServices:
      for (const std::string& service : services) response.mutable_list_services_response()->add_service()->set_name(service);
      break;
    case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
      response.mutable_error_response()->set_error_code(grpc::StatusCode::INVALID_ARGUMENT);
      response.mutable_error_response()->set_error_message("the request asks for nothing");
      break;
  }
  return response;
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ReflectionService::ServerReflectionInfo(
    grpc::CallbackServerContext* context) {
  return Begin(&environment_, context);
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* AlphaReflectionService::ServerReflectionInfo(
    grpc::CallbackServerContext* context) {
  return Begin(&environment_, context);
}

}  // namespace isobridge::service
