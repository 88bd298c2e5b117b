#include "service/tenants_file.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "telemetry/log.h"

namespace isobridge::service {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Of "a" and of "b".
constexpr char kOwnsA[] =
    "tenants: [{name: owner, token_sha256: [ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb]}]";
constexpr char kOwnsB[] =
    "tenants: [{name: owner, token_sha256: [3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d]}]";

class NotingLog final : public telemetry::Log {
 public:
  void Write(telemetry::Severity, std::string_view event, std::initializer_list<telemetry::LogField>) override {
    events.emplace_back(event);
  }
  std::vector<std::string> events;
};

class TenantsFileTest : public ::testing::Test {
 protected:
  ~TenantsFileTest() override { std::filesystem::remove(path_); }

  // By renaming, so that nobody reads half of it.
  void Write(const std::string& text) {
    std::ofstream(path_ + ".new") << text;
    std::filesystem::rename(path_ + ".new", path_);
  }
  std::unique_ptr<TenantsFile> Open() { return *TenantsFile::Open(path_, absl::Hours(1), &log_); }

  const std::string path_ = ::testing::TempDir() + "/tenants_file_test.yaml";
  NotingLog log_;
};

TEST_F(TenantsFileTest, ChangeIsTakenUp) {
  Write(kOwnsA);
  const auto file = Open();
  EXPECT_EQ(file->table()->OwnerOf("a"), "owner");
  Write(kOwnsB);
  EXPECT_EQ(file->Look(), absl::OkStatus());
  EXPECT_EQ(file->table()->OwnerOf("a"), std::nullopt);
  EXPECT_EQ(file->table()->OwnerOf("b"), "owner");
}

TEST_F(TenantsFileTest, FileThatIsBeingWrittenIsNotTakenUp) {
  Write(kOwnsA);
  const auto file = Open();
  for (int written = 0; written < 3; ++written) {
    Write(absl::StrCat("tenants: []  # ", written));
    file->Glance();
    EXPECT_EQ(file->table()->OwnerOf("a"), "owner");
  }
  Write(kOwnsB);
  file->Glance();
  file->Glance();
  EXPECT_EQ(file->table()->OwnerOf("b"), "owner");
}

TEST_F(TenantsFileTest, BrokenFileKeepsWhatWasReadAndIsLoggedOnce) {
  Write(kOwnsA);
  const auto file = Open();
  for (const char* const broken : {"tenants: [", ""}) {
    Write(broken);
    EXPECT_EQ(file->Look().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(file->Look().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(file->table()->OwnerOf("a"), "owner");
  }
  std::filesystem::remove(path_);
  EXPECT_THAT(std::string(file->Look().message()), HasSubstr("No such file"));
  EXPECT_EQ(file->table()->OwnerOf("a"), "owner");
  Write(kOwnsA);
  EXPECT_EQ(file->Look(), absl::OkStatus());
  EXPECT_EQ(file->Look(), absl::OkStatus());
  EXPECT_THAT(log_.events, ElementsAre("tenants_read", "tenants_refused", "tenants_refused", "tenants_refused", "tenants_read"));
}

TEST_F(TenantsFileTest, FileThatIsBrokenAtFirstIsToldWithItsSetting) {
  const auto file = TenantsFile::Open("/nowhere.yaml", absl::Hours(1), &log_);
  EXPECT_EQ(file.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(file.status().message()), HasSubstr("tenants_file: can't read /nowhere.yaml: No such file"));
  const auto folder = TenantsFile::Open("/tmp", absl::Hours(1), &log_);
  EXPECT_THAT(std::string(folder.status().message()), HasSubstr("tenants_file: can't read /tmp: Is a directory"));
}

}  // namespace
}  // namespace isobridge::service
