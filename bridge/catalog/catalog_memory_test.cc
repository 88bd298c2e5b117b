// What a catalog says that it takes, against what is allocated for it.

#include <malloc.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/catalog/catalog.h"
#include "gtest/gtest.h"

namespace {

std::atomic<int64_t> allocated = 0;

}  // namespace

void* operator new(size_t size) {
  void* const made = std::malloc(size);
  if (made == nullptr) std::abort();
  allocated += static_cast<int64_t>(malloc_usable_size(made));
  return made;
}
void operator delete(void* made) noexcept {
  allocated -= static_cast<int64_t>(malloc_usable_size(made));
  std::free(made);
}
void operator delete(void* made, size_t /*size*/) noexcept { operator delete(made); }

namespace isobridge::bridge {
namespace {

using google::protobuf::RepeatedPtrField;
using isobridge::v1::Tool;

enum class Schemas { kNone, kSome, kLarge };

std::string LargeSchema() {
  std::string schema = R"({"type":"object","properties":{"first":{})";
  for (int i = 0; i < 100; ++i) {
    absl::StrAppend(&schema, ",\"property_number_", i, R"(":{"type":"string","description":"What is at this place of it"})");
  }
  return absl::StrCat(schema, "}}");
}

RepeatedPtrField<Tool> Tools(int count, Schemas schemas) {
  RepeatedPtrField<Tool> tools;
  for (int i = 0; i < count; ++i) {
    Tool* tool = tools.Add();
    tool->set_name(absl::StrCat("space", i % 40, ".get_thing_", i));
    if (schemas == Schemas::kNone) continue;
    tool->set_description(absl::StrCat("Gets the thing number ", i, " of a customer, with all that was changed lately."));
    tool->set_input_schema_json(
        schemas == Schemas::kLarge
            ? LargeSchema()
            : absl::StrCat(
                  R"({"type":"object","properties":{"customer_id":{"type":"string","description":"Whose thing it is"},"limit)", i,
                  R"(":{"type":"integer","minimum":1,"maximum":100},"state":{"type":"string","enum":["open","closed","all"]},)",
                  R"("labels":{"type":"array","items":{"type":"string"}}},"required":["customer_id"]})"));
    tool->set_output_schema_json(
        R"({"type":"object","properties":{"id":{"type":"number"},"title":{"type":"string"}},"required":["id"]})");
  }
  return tools;
}

// All that is made of a tool once it is used.
void Use(const Catalog& catalog, uint32_t tool) {
  catalog.Signature(tool);
  catalog.Parameters(tool);
  if (catalog.SchemaText(tool, Catalog::Side::kArguments).empty()) return;
  catalog.Schema(tool, Catalog::Side::kArguments);
  catalog.Schema(tool, Catalog::Side::kResult);
}

void ExpectHonest(const Catalog& catalog, int64_t before) {
  const double taken = static_cast<double>(allocated - before);
  const double told = static_cast<double>(catalog.bytes());
  EXPECT_LT(told, 1.5 * taken);
  EXPECT_GT(told, taken / 1.5);
}

class CatalogMemoryTest : public ::testing::TestWithParam<std::pair<int, Schemas>> {};

TEST_P(CatalogMemoryTest, TellsAboutWhatItTakesWhetherItIsUsedOrNot) {
  // What is made once for all.
  Use(**Catalog::Create(Tools(1, Schemas::kSome), "", 1, "tools"), 0);
  const auto [count, schemas] = GetParam();
  const int64_t before = allocated;
  const auto catalog = *Catalog::Create(Tools(count, schemas), "", 5'000, "tools");
  ExpectHonest(*catalog, before);
  for (int i = 0; i < count; ++i) Use(*catalog, static_cast<uint32_t>(i));
  ExpectHonest(*catalog, before);
}

INSTANTIATE_TEST_SUITE_P(Sizes, CatalogMemoryTest,
                         ::testing::Values(std::pair(10, Schemas::kSome), std::pair(100, Schemas::kNone),
                                           std::pair(200, Schemas::kLarge), std::pair(5'000, Schemas::kNone),
                                           std::pair(5'000, Schemas::kSome)));

}  // namespace
}  // namespace isobridge::bridge
