#include "bridge/schema/suite.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "bridge/schema/json.h"

namespace isobridge::bridge {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPackage = "/usr/share/gocode/src/github.com/google/jsonschema-go/jsonschema";

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<fs::path> JsonFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// A schema that is of draft 7 by its folder alone says so itself.
OrderedJson WithDraft(OrderedJson schema, std::string_view draft) {
  if (draft == "draft7" && schema.is_object() && !schema.contains("$schema"))
    schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  return schema;
}

void AddGroup(std::string_view draft, const std::string& file, const OrderedJson& group, std::vector<SuiteCase>* cases) {
  const std::string name = absl::StrCat(file, ": ", group["description"].as<std::string>());
  for (const OrderedJson& test : group["tests"].array_range()) {
    cases->push_back({.name = absl::StrCat(name, ": ", test["description"].as<std::string>()),
                      .schema = TextOf(WithDraft(group["schema"], draft)),
                      .instance = TextOf(test["data"]),
                      .valid = test["valid"].as<bool>()});
  }
}

}  // namespace

std::vector<SuiteCase> ReadSuite(std::string_view draft) {
  std::vector<SuiteCase> cases;
  for (const fs::path& file : JsonFiles(fs::path(kPackage) / "testdata" / draft)) {
    const OrderedJson groups = OrderedJson::parse(ReadFile(file));
    for (const OrderedJson& group : groups.array_range()) AddGroup(draft, file.filename().string(), group, &cases);
  }
  return cases;
}

SchemaIndex::Documents SuiteDocuments() {
  SchemaIndex::Documents documents;
  const fs::path remotes = fs::path(kPackage) / "testdata/remotes";
  for (const fs::path& file : JsonFiles(remotes)) {
    documents.emplace(absl::StrCat("http://localhost:1234/", fs::relative(file, remotes).string()), ReadFile(file));
  }
  const fs::path metaschemas = fs::path(kPackage) / "meta-schemas";
  documents.emplace("http://json-schema.org/draft-07/schema", ReadFile(metaschemas / "draft7/schema.json"));
  const fs::path newest = metaschemas / "draft2020-12";
  for (const fs::path& file : JsonFiles(newest)) {
    documents.emplace(
        absl::StrCat("https://json-schema.org/draft/2020-12/", fs::relative(file, newest).replace_extension().string()),
        ReadFile(file));
  }
  return documents;
}

}  // namespace isobridge::bridge
