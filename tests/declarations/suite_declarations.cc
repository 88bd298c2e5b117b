// Prints, for each case of the JSON Schema test suite, one line of JSON: its name, the declarations of a tool with that schema as
// its output, and the instance.

#include <cstdio>
#include <set>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "bridge/schema/json.h"
#include "bridge/schema/suite.h"
#include "bridge/schema/tool_declaration.h"

namespace {

using namespace isobridge::bridge;  // NOLINT: a program of one file.

void PrintCase(const SuiteCase& test) {
  TypeNames names;
  const ToolDeclaration tool = DeclareTool(
      {.flat = "x", .dotted = "x", .description = test.name, .input_schema = test.schema, .output_schema = test.schema},
      DocDetail::kFull, &names);
  OrderedJson line(jsoncons::json_object_arg);
  line["name"] = test.name;
  line["declarations"] = tool.text;
  line["instance"] = test.instance;
  line["valid"] = test.valid;
  std::puts(TextOf(line).c_str());
}

}  // namespace

int main() {
  for (const std::string_view draft : {"draft7", "draft2020-12"}) {
    for (SuiteCase test : ReadSuite(draft)) {
      test.name = absl::StrCat(draft, " ", test.name);
      PrintCase(test);
    }
  }
}
