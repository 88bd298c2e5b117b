#include "bridge/attachments.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::HasSubstr;

ClientAttachments At(const std::string& path, const std::string& data = "x") {
  ClientAttachments attachments;
  attachments.Add()->set_path(path);
  attachments[0].set_data(data);
  return attachments;
}

TEST(AttachmentsTest, PathAndDataCount) { EXPECT_EQ(BytesOf(At("/a", "12345")), 7u); }

TEST(AttachmentsTest, PathsArePointers) {
  EXPECT_TRUE(CheckAttachments(At("")).ok());
  EXPECT_TRUE(CheckAttachments(At("/a/0/~1")).ok());
  EXPECT_THAT(CheckAttachments(At("a")).message(), HasSubstr("attachment 0 is no JSON Pointer"));
  EXPECT_FALSE(CheckAttachments(At(std::string(10'001, '/'))).ok());
  WorkerAttachments not_text;
  not_text.Add()->set_path("/\xff");
  EXPECT_FALSE(CheckAttachments(not_text).ok());
}

TEST(AttachmentsTest, AreNotTooMany) {
  ClientAttachments many;
  for (int i = 0; i <= kMostAttachments; ++i) many.Add();
  EXPECT_THAT(CheckAttachments(many).message(), HasSubstr("there are 1001 attachments"));
}

TEST(AttachmentsTest, AreMovedWhole) {
  ClientAttachments from = At("/a", std::string("\0\xff", 2));
  WorkerAttachments to;
  MoveAttachments(&from, &to);
  EXPECT_EQ(to[0].path(), "/a");
  EXPECT_EQ(to[0].data(), std::string("\0\xff", 2));
}

}  // namespace
}  // namespace isobridge::bridge
