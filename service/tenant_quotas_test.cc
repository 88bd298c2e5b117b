#include "service/tenant_quotas.h"

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "telemetry/log.h"

namespace isobridge::service {
namespace {

using Tenants = TenantQuotas::Tenants;

TEST(TenantQuotasTest, OneTenantMayHaveEverything) {
  const bridge::Quota quota = TenantQuotas({}, 8, nullptr).Of("default");
  EXPECT_EQ(quota.executions, 8u);
  EXPECT_EQ(quota.cpu_per_minute, absl::InfiniteDuration());
  EXPECT_EQ(quota.heap_bytes, std::numeric_limits<uint64_t>::max());
}

TEST(TenantQuotasTest, OneOfManyMayHaveThreeQuartersOfThePlaces) {
  EXPECT_EQ(TenantQuotas({.tenants = Tenants::kMany}, 8, nullptr).Of("a").executions, 6u);
  EXPECT_EQ(TenantQuotas({.tenants = Tenants::kMany}, 1, nullptr).Of("a").executions, 1u);
}

TEST(TenantQuotasTest, SettingsHoldForAll) {
  const TenantQuotas quotas({.executions = 3, .cpu_per_minute = absl::Seconds(5), .heap_bytes = 7, .tenants = Tenants::kMany}, 8,
                            nullptr);
  EXPECT_EQ(quotas.Of("a").executions, 3u);
  EXPECT_EQ(quotas.Of("a").cpu_per_minute, absl::Seconds(5));
  EXPECT_EQ(quotas.Of("b").heap_bytes, 7u);
}

TEST(TenantQuotasTest, FileHoldsForItsTenants) {
  const std::string path = ::testing::TempDir() + "/tenant_quotas_test.yaml";
  std::ofstream(path) << "tenants: [{name: a, executions: 5, heap_bytes: 9}]";
  telemetry::Log log;
  const auto file = TenantsFile::Open(path, absl::Hours(1), &log);
  ASSERT_TRUE(file.ok()) << file.status();
  const TenantQuotas quotas({.executions = 3, .cpu_per_minute = absl::Seconds(1)}, 8, file->get());
  EXPECT_EQ(quotas.Of("a").executions, 5u);
  EXPECT_EQ(quotas.Of("a").heap_bytes, 9u);
  EXPECT_EQ(quotas.Of("a").cpu_per_minute, absl::Seconds(1));
  EXPECT_EQ(quotas.Of("b").executions, 3u);
  std::ofstream(path) << "tenants: []";
  ASSERT_TRUE((*file)->Look().ok());
  EXPECT_EQ(quotas.Of("a").executions, 3u);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace isobridge::service
