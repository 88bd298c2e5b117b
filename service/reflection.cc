#include "service/reflection.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "service/refusal.h"
#include "service/status.h"

namespace isobridge::service {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

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
class Reactor final : public grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse> {
 public:
  explicit Reactor(const std::vector<std::string>* services) : services_(services) { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    response_ = Reflect(*services_, request_);
    StartWrite(&response_);
  }

  // After a write that failed the read fails too.
  void OnWriteDone(bool /*ok*/) override { StartRead(&request_); }

  void OnDone() override { delete this; }

 private:
  const std::vector<std::string>* const services_;
  // Touched by one reaction at a time: reads and writes take turns.
  ServerReflectionRequest request_;
  ServerReflectionResponse response_;
};

grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse>* Begin(const ReflectionEnvironment& environment,
                                                                                  grpc::CallbackServerContext* context) {
  const absl::StatusOr<std::string> tenant = environment.authenticator->TenantOf(*context);
  if (tenant.ok()) return new Reactor(&environment.services);
  return new Refusal<ServerReflectionRequest, ServerReflectionResponse>(ToGrpcStatus(tenant.status(), *environment.log));
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

grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse>* ReflectionService::ServerReflectionInfo(
    grpc::CallbackServerContext* context) {
  return Begin(environment_, context);
}

grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse>* AlphaReflectionService::ServerReflectionInfo(
    grpc::CallbackServerContext* context) {
  return Begin(environment_, context);
}

}  // namespace isobridge::service
