// Ten thousand executions, one after another: nothing grows and nothing is left.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/process_table.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

constexpr int kExecutions = 10'000;
// Caches fill and allocators settle meanwhile.
constexpr int kSettled = 2'000;
constexpr uint64_t kGrowth = 24u << 20;

TEST(SoakTest, MemoryAndDescriptorsStayFlatAndNoZombieRemains) {
  const ServerProcess server({.flags = {"--compile_cache_bytes=1MiB"}});
  const auto channel = server.Connect();
  uint64_t settled_bytes = 0;
  size_t settled_files = 0;
  for (int i = 0; i < kExecutions; ++i) {
    if (i == kSettled) {
      settled_bytes = ProcessTable::ResidentBytesOf(server.pid());
      settled_files = ProcessTable::OpenFilesOf(server.pid());
    }
    const Transcript transcript = Execute(channel, absl::StrCat("const n: number = ", i, "; return n + 1"));
    ASSERT_EQ(transcript.json(), absl::StrCat(i + 1))
        << transcript.status.error_message() << transcript.finished().ShortDebugString();
  }
  EXPECT_LT(ProcessTable::ResidentBytesOf(server.pid()), settled_bytes + kGrowth);
  EXPECT_LE(ProcessTable::OpenFilesOf(server.pid()), settled_files + 16);
  const std::vector<Process> left = ProcessTable::DescendantsOf(server.pid());
  EXPECT_LE(std::ranges::count(left, 'Z', &Process::state), 1);  // The last worker may be about to be reaped.
  EXPECT_LT(left.size(), 40);
}

}  // namespace
}  // namespace isobridge::e2e
