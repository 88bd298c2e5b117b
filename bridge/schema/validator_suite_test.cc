#include <string>

#include "absl/strings/str_cat.h"
#include "bridge/schema/suite.h"
#include "bridge/schema/validator.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

class ValidatorSuiteTest : public ::testing::TestWithParam<const char*> {};

// "" if the validator says what the suite says.
std::string Disagreement(const SuiteCase& test, const SchemaIndex::Documents& documents) {
  const auto schema = CompiledSchema::Create(test.schema, documents);
  if (!schema.ok()) return absl::StrCat(test.name, ": ", schema.status().message());
  const SchemaResult::Verdict verdict = Validate(**schema, test.instance).verdict;
  const auto expected = test.valid ? SchemaResult::Verdict::kValid : SchemaResult::Verdict::kInvalid;
  return verdict == expected ? ""
                             : absl::StrCat(test.name, ": ", test.valid ? "is valid" : "is invalid", ", the verdict was ",
                                            static_cast<int>(verdict));
}

TEST_P(ValidatorSuiteTest, AgreesWithTheOfficialSuite) {
  const SchemaIndex::Documents documents = SuiteDocuments();
  int passed = 0;
  std::vector<std::string> disagreements;
  for (const SuiteCase& test : ReadSuite(GetParam())) {
    const std::string disagreement = Disagreement(test, documents);
    if (disagreement.empty()) {
      ++passed;
    } else {
      disagreements.push_back(disagreement);
    }
  }
  RecordProperty("passed", passed);
  EXPECT_GT(passed, 850);
  EXPECT_THAT(disagreements, ::testing::IsEmpty()) << passed << " passed";
}

INSTANTIATE_TEST_SUITE_P(Drafts, ValidatorSuiteTest, ::testing::Values("draft7", "draft2020-12"));

}  // namespace
}  // namespace isobridge::bridge
