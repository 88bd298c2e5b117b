#include "bridge/schema/ecma_pattern.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxPatternBytes = 4096;
// An instruction takes up to 10 ns for each byte of the text; making a state of the automaton as much as 32 of them.
constexpr int64_t kInstructionsPerStep = 10;
constexpr int64_t kStateInstructions = 32;

// White space as JavaScript has it.
constexpr std::string_view kSpaces =
    "\\t\\n\\x{b}\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

struct LongName {
  std::string_view name;
  std::string_view abbreviation;
};

// General categories by their long names, which RE2 doesn't know.
constexpr LongName kCategories[] = {{"Letter", "L"},
                                    {"Lowercase_Letter", "Ll"},
                                    {"Uppercase_Letter", "Lu"},
                                    {"Titlecase_Letter", "Lt"},
                                    {"Modifier_Letter", "Lm"},
                                    {"Other_Letter", "Lo"},
                                    {"Mark", "M"},
                                    {"Number", "N"},
                                    {"Decimal_Number", "Nd"},
                                    {"digit", "Nd"},
                                    {"Punctuation", "P"},
                                    {"punct", "P"},
                                    {"Symbol", "S"},
                                    {"Separator", "Z"},
                                    {"Space_Separator", "Zs"},
                                    {"Other", "C"}};

std::string_view PropertyName(std::string_view name) {
  if (const size_t equals = name.find('='); equals != std::string_view::npos) name = name.substr(equals + 1);
  for (const LongName& category : kCategories) {
    if (category.name == name) return category.abbreviation;
  }
  return name;
}

class Translation {
 public:
  explicit Translation(std::string_view pattern) : pattern_(pattern) {}

  std::string Run() {
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      if (c == '\\') {
        Escape();
        continue;
      }
      if (c == '[') OpenClass();
      if (c == ']') in_class_ = false;
      if (c != '[' || !in_class_) out_.push_back(c);
      ++at_;
    }
    return std::move(out_);
  }

 private:
  void OpenClass() {
    // Inside a class a bracket is a plain character, which RE2 wants escaped lest it be a named class.
    absl::StrAppend(&out_, in_class_ ? "\\[" : "[");
    in_class_ = true;
  }

  void Escape() {
    const std::string_view rest = pattern_.substr(at_ + 1);
    const char c = rest.empty() ? '\0' : rest.front();
    if (c == 'u') return Unicode(rest);
    if (c == 'c' && rest.size() > 1) {
      absl::StrAppendFormat(&out_, "\\x%02x", static_cast<unsigned>(rest[1] & 0x1f));
      at_ += 3;
    } else if (c == 's') {
      absl::StrAppend(&out_, in_class_ ? "" : "[", kSpaces, in_class_ ? "" : "]");
      at_ += 2;
    } else if (c == 'S' && !in_class_) {
      absl::StrAppend(&out_, "[^", kSpaces, "]");
      at_ += 2;
    } else if ((c == 'p' || c == 'P') && rest.substr(1, 1) == "{" && rest.find('}') != std::string_view::npos) {
      const size_t end = rest.find('}');
      absl::StrAppend(&out_, "\\", rest.substr(0, 1), "{", PropertyName(rest.substr(2, end - 2)), "}");
      at_ += 2 + end;
    } else if (c == '/' || c == '-') {
      absl::StrAppend(&out_, "\\", rest.substr(0, 1));
      at_ += 2;
    } else {
      absl::StrAppend(&out_, pattern_.substr(at_, 2));
      at_ += 2;
    }
  }

  // \uXXXX, a pair of surrogates, or \u{X…}.
  void Unicode(std::string_view rest) {
    uint32_t code = 0;
    if (rest.substr(1, 1) == "{") {
      const size_t end = rest.find('}');
      absl::StrAppend(&out_, "\\x", rest.substr(1, end));
      at_ += end == std::string_view::npos ? rest.size() + 1 : end + 2;
      return;
    }
    if (rest.size() < 5 || !absl::SimpleHexAtoi(rest.substr(1, 4), &code)) {
      out_ += "\\u";
      at_ += 2;
      return;
    }
    at_ += 6;
    uint32_t low = 0;
    if (code >= 0xd800 && code < 0xdc00 && rest.substr(5, 2) == "\\u" && absl::SimpleHexAtoi(rest.substr(7, 4), &low) &&
        low >= 0xdc00 && low < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      at_ += 6;
    }
    absl::StrAppendFormat(&out_, "\\x{%x}", code);
  }

  const std::string_view pattern_;
  size_t at_ = 0;
  bool in_class_ = false;
  std::string out_;
};

}  // namespace

EcmaPattern::EcmaPattern(const std::string& pattern, const RE2::Options& options)
    : regex_(pattern, options), size_(regex_.ok() ? regex_.ProgramSize() : 0) {}

absl::StatusOr<std::unique_ptr<const EcmaPattern>> EcmaPattern::Create(std::string_view pattern) {
  if (pattern.size() > kMaxPatternBytes) {
    return absl::InvalidArgumentError(absl::StrCat("has ", pattern.size(), " bytes; the limit is ", kMaxPatternBytes));
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kBytes);
  std::unique_ptr<const EcmaPattern> compiled(new EcmaPattern(Translation(pattern).Run(), options));
  if (!compiled->regex_.ok()) return absl::InvalidArgumentError(absl::StrCat("is not understood: ", compiled->regex_.error()));
  // Without the one that reads backwards the slow way is always taken.
  if (compiled->regex_.ReverseProgramSize() < 0) return absl::InvalidArgumentError("is too large");
  return compiled;
}

int64_t EcmaPattern::WorstSteps(size_t text_bytes) const {
  return static_cast<int64_t>(text_bytes) * (size_ + kStateInstructions) / kInstructionsPerStep;
}

}  // namespace isobridge::bridge
