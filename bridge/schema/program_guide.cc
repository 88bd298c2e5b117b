#include "bridge/schema/program_guide.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/schema/sample_value.h"

namespace isobridge::bridge {
namespace {

// What a program finds beside the language.
constexpr std::string_view kProgramGlobals[] = {
    "console",         "input",       "setTimeout",  "clearTimeout",    "setInterval", "clearInterval", "queueMicrotask",
    "structuredClone", "atob",        "btoa",        "TextEncoder",     "TextDecoder", "crypto",        "performance",
    "Event",           "CustomEvent", "EventTarget", "AbortController", "AbortSignal", "URL",           "URLSearchParams",
    "DOMException",    "Intl"};

constexpr size_t kMaxCallBytes = 200;
// The tools that an example is looked for among.
constexpr size_t kMostTried = 50;

// `external_x({ … })`, or nothing if no small argument is known to be right.
std::optional<std::string> SampleCall(const ToolText& tool) {
  std::string argument;
  if (!tool.input_schema.empty()) {
    const std::optional<OrderedJson> sample = SampleValue(tool.input_schema);
    if (!sample.has_value()) return std::nullopt;
    if (!sample->is_object() || !sample->empty()) argument = ProgramText(*sample);
  }
  if (argument.size() > kMaxCallBytes) return std::nullopt;
  return absl::StrCat("external_", tool.flat, "(", argument, ")");
}

std::string Example(const std::vector<ToolText>& tools) {
  std::vector<std::string> calls;
  for (size_t i = 0; i < std::min(tools.size(), kMostTried) && calls.size() < 2; ++i) {
    if (std::optional<std::string> call = SampleCall(tools[i])) calls.push_back(*std::move(call));
  }
  if (calls.empty()) return "const numbers = [1, 2, 3];\nreturn numbers.reduce((sum, n) => sum + n, 0);\n";
  if (calls.size() == 1) {
    return absl::StrCat("try {\n  const result = await ", calls[0],
                        ";\n  return { result };\n} catch (error) {\n  return { failed: String(error) };\n}\n");
  }
  return absl::StrCat("const [first, second] = await Promise.all([\n  ", calls[0], ",\n  ", calls[1],
                      ",\n]);\nconsole.log('both calls are done');\nreturn { first, second };\n");
}

}  // namespace

std::string ProgramGuide(std::string_view host_tool, const std::vector<ToolText>& tools) {
  return absl::StrCat(
      "`", host_tool,
      "` runs one TypeScript program in a sandbox. Use it when a task needs several calls, or when results are to be joined, "
      "filtered, counted or\n"
      "repeated: one program instead of many separate calls, and only what it returns comes back.\n"
      "\n"
      "Rules:\n"
      "- The functions declared below exist only inside the program. They are not tools of their own: never call them directly.\n"
      "- Each returns a promise: always `await` it. Start independent calls together with `await Promise.all([...])`.\n"
      "- Pass one object with exactly the properties that are declared. Don't guess the fields of a result that is `unknown`: "
      "look at it first.\n"
      "- A call that fails throws an Error with `message` and `code`: catch it where the program can go on without that result.\n"
      "- The program is a plain script with `await` and `return` at the top level. What it returns must be JSON data; return "
      "little.\n"
      "- There is no `import`, `require`, `fetch`, `process`, `Buffer`, file or network: the functions below are the only way "
      "out.\n"
      "- Nothing is kept between programs.\n"
      "\n"
      "Globals beside those of JavaScript: ",
      absl::StrJoin(kProgramGlobals, ", "),
      ".\n"
      "\n"
      "Example:\n"
      "```ts\n",
      Example(tools), "```\n");
}

}  // namespace isobridge::bridge
