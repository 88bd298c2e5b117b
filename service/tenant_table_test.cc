#include "service/tenant_table.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::service {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string HashOf(const std::string& token) { return absl::BytesToHexString(bridge::AsText(bridge::Sha256({token}))); }

std::string ErrorOf(const std::string& text) {
  const auto table = TenantTable::Parse(text, "t.yaml");
  EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(table.status().message());
}

TEST(TenantTableTest, TokenHasItsOwner) {
  const auto table = TenantTable::Parse(
      absl::StrCat("tenants:\n- {name: a, token_sha256: [", HashOf("one"), ", ", absl::AsciiStrToUpper(HashOf("two")),
                   "]}\n- name: b\n  token_sha256: [", HashOf("three"), "]\n- name: without\n"),
      "t.yaml");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->OwnerOf("one"), "a");
  EXPECT_EQ(table->OwnerOf("two"), "a");
  EXPECT_EQ(table->OwnerOf("three"), "b");
  EXPECT_EQ(table->OwnerOf("four"), std::nullopt);
  EXPECT_EQ(table->OwnerOf(""), std::nullopt);
  EXPECT_EQ(table->OwnerOf(HashOf("one")), std::nullopt);
}

TEST(TenantTableTest, QuotasAreThoseOfTheirTenant) {
  const auto table = TenantTable::Parse(
      "tenants:\n- {name: a, executions: 8, cpu_per_minute: 30s, heap_bytes: 4GiB}\n- {name: b, executions: 2}\n", "t.yaml");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->QuotaOf("a").executions, 8u);
  EXPECT_EQ(table->QuotaOf("a").cpu_per_minute, absl::Seconds(30));
  EXPECT_EQ(table->QuotaOf("a").heap_bytes, uint64_t{4} << 30);
  EXPECT_EQ(table->QuotaOf("b").executions, 2u);
  EXPECT_EQ(table->QuotaOf("b").heap_bytes, std::nullopt);
  EXPECT_EQ(table->QuotaOf("nobody").executions, std::nullopt);
}

TEST(TenantTableTest, NobodyIsAllowed) {
  const auto table = TenantTable::Parse("tenants: []", "t.yaml");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->tokens(), 0);
}

TEST(TenantTableTest, MistakesAreToldWithTheirLine) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("t.yaml:1: the file must be a mapping"));
  EXPECT_THAT(ErrorOf("tenants:\n"), HasSubstr("`tenants` must be a list"));
  EXPECT_THAT(ErrorOf("tenants: [\n"), HasSubstr("t.yaml:"));
  EXPECT_THAT(ErrorOf("tenant: []\n"), HasSubstr("there is no key 'tenant' here; known: tenants"));
  EXPECT_THAT(ErrorOf("tenants:\n- name: a\n  tokens: []\n"), HasSubstr("t.yaml:3: there is no key 'tokens'"));
  EXPECT_THAT(ErrorOf("tenants:\n- token_sha256: []\n"), HasSubstr("t.yaml:2: a tenant lacks its `name`"));
  EXPECT_THAT(ErrorOf("tenants:\n- name: a b\n"), HasSubstr("t.yaml:2: `name` is 1 to 128"));
  EXPECT_THAT(ErrorOf("tenants:\n- name: a\n- name: a\n"), HasSubstr("t.yaml:3: tenant a stands there twice"));
  EXPECT_THAT(ErrorOf("tenants:\n- name: a\n  name: b\n"), HasSubstr("t.yaml:3: name stands here twice"));
  EXPECT_THAT(ErrorOf("tenants:\n- name: a\n  token_sha256: x\n"), HasSubstr("t.yaml:3: `token_sha256` is a list"));
  EXPECT_THAT(ErrorOf("tenants:\n- name: a\n  executions: 0\n"), HasSubstr("t.yaml:3: `executions` must be more than 0"));
  EXPECT_THAT(ErrorOf("tenants:\n- name: a\n  cpu_per_minute: much\n"), HasSubstr("t.yaml:3: `cpu_per_minute`: "));
  EXPECT_THAT(ErrorOf("tenants:\n- name: a\n  heap_bytes: [1]\n"), HasSubstr("t.yaml:3: `heap_bytes` is one value"));
}

TEST(TenantTableTest, TokenInPlaceOfItsHashIsNotRepeated) {
  EXPECT_THAT(ErrorOf("tenants:\n- name: a\n  token_sha256: [secret]\n"),
              AllOf(HasSubstr("t.yaml:3: this is not a SHA-256"), Not(HasSubstr("secret"))));
}

TEST(TenantTableTest, OneTokenForTwoTenantsIsRefused) {
  const std::string list = absl::StrCat("token_sha256: [", HashOf("one"), "]");
  EXPECT_THAT(ErrorOf(absl::StrCat("tenants:\n- {name: a, ", list, "}\n- {name: b, ", list, "}\n")),
              HasSubstr("t.yaml:3: tenant b has a token that is a's already"));
}

}  // namespace
}  // namespace isobridge::service
