#include "service/reflection.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::service {
namespace {

using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

// The names of the files that an answer brings.
std::vector<std::string> FilesIn(const ServerReflectionResponse& response) {
  std::vector<std::string> names;
  for (const std::string& bytes : response.file_descriptor_response().file_descriptor_proto()) {
    google::protobuf::FileDescriptorProto file;
    EXPECT_TRUE(file.ParseFromString(bytes));
    names.push_back(file.name());
  }
  return names;
}

TEST(ReflectionTest, ListsTheServicesItWasGiven) {
  ServerReflectionRequest request;
  request.set_list_services("");
  const ServerReflectionResponse response = Reflect({"a.B", "c.D"}, request);
  ASSERT_EQ(response.list_services_response().service_size(), 2);
  EXPECT_EQ(response.list_services_response().service(1).name(), "c.D");
}

TEST(ReflectionTest, SymbolBringsItsFileAndWhatThatImportsOnce) {
  ServerReflectionRequest request;
  request.set_file_containing_symbol(isobridge::v1::Start::descriptor()->full_name());
  EXPECT_THAT(
      FilesIn(Reflect({}, request)),
      ::testing::ElementsAre("isobridge/v1/sandbox.proto", "google/protobuf/duration.proto", "google/protobuf/timestamp.proto"));
}

TEST(ReflectionTest, FileIsFoundByItsName) {
  ServerReflectionRequest request;
  request.set_file_by_filename("google/protobuf/duration.proto");
  EXPECT_THAT(FilesIn(Reflect({}, request)), ::testing::ElementsAre("google/protobuf/duration.proto"));
}

TEST(ReflectionTest, WhatIsNotThereIsAnErrorInTheAnswer) {
  ServerReflectionRequest request;
  request.set_file_containing_symbol("no.Such");
  const ServerReflectionResponse response = Reflect({}, request);
  EXPECT_EQ(response.error_response().error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(response.error_response().error_message(), "there is no symbol no.Such");
  request.mutable_file_containing_extension()->set_containing_type("no.Such");
  EXPECT_EQ(Reflect({}, request).error_response().error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_all_extension_numbers_of_type("no.Such");
  EXPECT_EQ(Reflect({}, request).error_response().error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Reflect({}, {}).error_response().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace isobridge::service
