#include "isolate/pool/capacity.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

constexpr uint64_t kMiB = 1u << 20;
constexpr uint64_t kGiB = 1u << 30;
constexpr CapacityRequest kRequest = {.max_workers = 0, .compilers = 2, .worker_bytes = 320 * kMiB, .compiler_bytes = 448 * kMiB};

CapacityRequest Ask(uint32_t max_workers) {
  CapacityRequest request = kRequest;
  request.max_workers = max_workers;
  return request;
}

TEST(CapacityTest, CgroupMemoryBoundsTheWorkers) {
  const auto workers = MaxWorkers(kRequest, {.cores = 2, .cgroup_memory_bytes = 8 * kGiB, .memory_bytes = 64 * kGiB});

  // (90 % of 8192 MiB - 384 - 2 * 448) / 320
  ASSERT_TRUE(workers.ok());
  EXPECT_EQ(*workers, 19u);
}

TEST(CapacityTest, WithoutACgroupLimitWorkersMayOvercommitTheMachine) {
  const auto workers = MaxWorkers(kRequest, {.cores = 2, .cgroup_memory_bytes = 1ull << 62, .memory_bytes = 8 * kGiB});

  ASSERT_TRUE(workers.ok());
  EXPECT_EQ(*workers, 76u);
}

TEST(CapacityTest, UnlimitedMachineGetsAModestDefault) {
  const auto workers = MaxWorkers(kRequest, {.cores = 2});

  ASSERT_TRUE(workers.ok());
  EXPECT_EQ(*workers, 256u);
}

TEST(CapacityTest, TooManyWorkersAreRefusedNamingSettingAndLimit) {
  const absl::Status status =
      MaxWorkers(Ask(100), {.cores = 2, .cgroup_memory_bytes = 8 * kGiB, .memory_bytes = 64 * kGiB}).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), testing::AllOf(testing::HasSubstr("max_workers is 100"), testing::HasSubstr("at most 19"),
                                               testing::HasSubstr("8192 MiB"), testing::HasSubstr("heap_classes")));
}

TEST(CapacityTest, PidsLimitBoundsTheWorkers) {
  EXPECT_THAT(MaxWorkers(Ask(100), {.cores = 2, .pids = 100}).status().message(), testing::HasSubstr("pids"));
  EXPECT_TRUE(MaxWorkers(Ask(30), {.cores = 2, .pids = 100}).ok());
}

TEST(CapacityTest, DescriptorLimitBoundsTheWorkers) {
  EXPECT_THAT(MaxWorkers(Ask(1'000), {.cores = 2, .descriptors = 1'024}).status().message(), testing::HasSubstr("ulimit"));
}

TEST(CapacityTest, MachineWithoutRoomForOneWorkerIsRefused) {
  EXPECT_EQ(MaxWorkers(kRequest, {.cores = 2, .cgroup_memory_bytes = 256 * kMiB, .memory_bytes = kGiB}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

class CgroupTest : public testing::Test {
 protected:
  void Write(const std::string& path, const std::string& text) {
    const std::filesystem::path full = root_ + path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full) << text;
  }

  const std::string root_ = testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(CgroupTest, SmallestLimitOnThePathCounts) {
  Write("/proc/self/cgroup", "0::/pod/container\n");
  Write("/proc/meminfo", "MemTotal:       16777216 kB\n");
  Write("/sys/fs/cgroup/pod/memory.max", "4294967296\n");
  Write("/sys/fs/cgroup/pod/container/memory.max", "max\n");
  Write("/sys/fs/cgroup/pod/container/pids.max", "512\n");

  const MachineLimits limits = MachineLimits::Read(root_);

  EXPECT_EQ(limits.cgroup_memory_bytes, 4 * kGiB);
  EXPECT_EQ(limits.pids, 512u);
  EXPECT_EQ(limits.memory_bytes, 16 * kGiB);
}

TEST_F(CgroupTest, ContainerSeesItsLimitAtTheTop) {
  Write("/proc/self/cgroup", "0::/\n");
  Write("/sys/fs/cgroup/memory.max", "1073741824\n");

  EXPECT_EQ(MachineLimits::Read(root_).cgroup_memory_bytes, kGiB);
}

TEST_F(CgroupTest, VersionOneIsRead) {
  Write("/proc/self/cgroup", "9:memory:/box\n8:pids:/box\n0::/\n");
  Write("/sys/fs/cgroup/memory/box/memory.limit_in_bytes", "2147483648\n");
  Write("/sys/fs/cgroup/pids/box/pids.max", "99\n");

  const MachineLimits limits = MachineLimits::Read(root_);

  EXPECT_EQ(limits.cgroup_memory_bytes, 2 * kGiB);
  EXPECT_EQ(limits.pids, 99u);
}

TEST_F(CgroupTest, NothingToReadMeansNoLimit) {
  const MachineLimits limits = MachineLimits::Read(root_);

  EXPECT_EQ(limits.cgroup_memory_bytes, MachineLimits::kNone);
  EXPECT_EQ(limits.pids, MachineLimits::kNone);
}

}  // namespace
}  // namespace isobridge::isolate
