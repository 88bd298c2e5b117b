#include "bridge/check/diagnosis.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "bridge/check/instead_of.h"
#include "bridge/check/program_places.h"
#include "bridge/check/program_words.h"
#include "bridge/check/type_text.h"
#include "bridge/code_frame.h"
#include "bridge/schema/json.h"
#include "simdutf.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::Diagnostic;
using ToolUse = CompiledProgram::ToolUse;

constexpr size_t kMaxDiagnostics = 100;
// Findings that are looked into: a program may have one in every line.
constexpr int kMostLookedAt = 150;
constexpr size_t kMaxMessageBytes = 600;
constexpr size_t kMaxSignatureBytes = 2'000;

// ---- TypeScript's numbers -------------------------------------------------------------------------------------------

// A name that nothing declares, or that is only a type. What the messages advise behind the first sentence is for other
// environments.
constexpr int kUnknownName[] = {2304, 2552, 2580, 2581, 2582, 2583, 2584, 2585, 2591, 2592, 2593, 2662, 2663, 2693, 18004};
// A property that a type doesn't have.
constexpr int kUnknownProperty[] = {2339, 2551, 2550, 2568, 2576};
constexpr int kUnknownKey[] = {2353, 2561};
constexpr int kMissingKey[] = {2741, 2739, 2740};
constexpr int kArgumentCount[] = {2554, 2555};
// "Type X is not assignable to type Y", "Argument of type X ...".
constexpr int kNotAssignable[] = {2322, 2345};
constexpr int kIndexesAny = 7053;
constexpr int kNoIterator[] = {2488, 2461, 2495, 2548, 2549};
constexpr int kNoSignatures = 2757;
constexpr int kPromiseInCondition = 2801;
constexpr int kConstantAssigned = 2588;
constexpr int kConversion = 2352;
constexpr int kOperator[] = {2365, 2367, 2362, 2363};
constexpr int kNoOverload = 2769;
// Because of the function that the program is put into: modifiers, imports, exports and namespaces inside of it.
constexpr int kOurOwn[] = {1184, 1231, 1232, 1233, 1234, 1235, 1258, 2528, 2669};

template <size_t n>
bool IsOneOf(const int (&codes)[n], int code) {
  return std::ranges::find(codes, code) != std::end(codes);
}

// ---- what a finding means -------------------------------------------------------------------------------------------

// A finding, and what is to be made of it.
struct Judgement {
  const TypeFinding* finding;
  Diagnostic::Severity severity;
  // In the source.
  size_t start;
  size_t end;
  std::optional<size_t> tool;
};

class Reader {
 public:
  explicit Reader(const DiagnosisTerms& terms)
      : terms_(terms), places_(terms.source, terms.program), words_(places_.text()), frames_(terms.source) {}

  std::optional<Judgement> Judge(const TypeFinding& finding) {
    const uint32_t prefix = terms_.program.checked_prefix;
    if (finding.start < prefix || finding.start - prefix > places_.text().size() ||
        IsOneOf(kOurOwn, finding.messages.front().code)) {
      return std::nullopt;
    }
    start_ = finding.start - prefix;
    end_ = std::min<size_t>(finding.end - prefix, places_.text().size());
    finding_ = &finding;
    tool_ = std::nullopt;
    const bool certain = !IsImplicit() && ++looked_at_ <= kMostLookedAt && !places_.IsErased(start_, end_) && IsCertain();
    const Diagnostic::Severity severity = certain               ? Diagnostic::SEVERITY_ERROR
                                          : code() / 1'000 == 7 ? Diagnostic::SEVERITY_INFO
                                                                : Diagnostic::SEVERITY_WARNING;
    return Judgement{.finding = finding_, .severity = severity, .start = start_, .end = end_, .tool = tool_};
  }

  Diagnostic Describe(const Judgement& judgement) const {
    Diagnostic diagnostic;
    diagnostic.set_code(static_cast<uint32_t>(judgement.finding->messages.front().code));
    diagnostic.set_severity(judgement.severity);
    diagnostic.set_message(Message(judgement));
    *diagnostic.mutable_start() = places_.At(judgement.start);
    *diagnostic.mutable_end() = places_.At(std::max(judgement.start, judgement.end));
    diagnostic.set_code_frame(frames_.At(diagnostic.start().line(), diagnostic.start().column()));
    for (const TypeFinding::Message& message : judgement.finding->messages) {
      if (diagnostic.nearest().empty()) diagnostic.set_nearest(SuggestionIn(message.text));
    }
    if (judgement.tool.has_value()) {
      diagnostic.set_tool(terms_.tool_names[*judgement.tool]);
      diagnostic.set_signature(Cut(absl::StripSuffix(terms_.types.signature(*judgement.tool), "\n"), kMaxSignatureBytes));
    }
    return diagnostic;
  }

 private:
  // Of types that are not said.
  bool IsImplicit() const { return code() / 1'000 == 7 && code() != kIndexesAny; }
  int code() const { return finding_->messages.front().code; }
  const std::string& message() const { return finding_->messages.front().text; }
  const TypeFinding::Message& innermost() const { return finding_->messages.back(); }
  // The n-th quoted part of a message, or "".
  static std::string Quoted(const std::string& message, size_t n) {
    std::vector<std::string> quoted = QuotedIn(message);
    return n < quoted.size() ? quoted[n] : "";
  }

  bool IsCertain() {
    const int code = this->code();
    const ToolUse* named = NamedUse();
    if (named != nullptr) tool_ = terms_.types.ToolCalled(named->path);
    if (finding_->misses_await || code == kPromiseInCondition || code == kConstantAssigned) return true;
    if (IsOneOf(kUnknownName, code)) return !words_.AsksFor(places_.Text(start_, end_));
    if (IsOneOf(kUnknownProperty, code)) return IsUnknownProperty(message(), named);
    if (code == kIndexesAny) return IsOneOf(kUnknownProperty, innermost().code) && IsUnknownProperty(innermost().text, named);
    if (IsOneOf(kUnknownKey, code)) return IsOfInput(Quoted(message(), 1));
    if (IsOneOf(kArgumentCount, code)) return IsToolArity();
    if (IsOneOf(kNoIterator, code)) return IsClosed(Quoted(message(), 0));
    if (innermost().code == kNoSignatures) return IsClosed(Quoted(innermost().text, 0));
    if (IsOneOf(kNotAssignable, code) || IsOneOf(kMissingKey, code)) return IsPromiseInstead() || IsWrongArgument();
    if (IsOneOf(kOperator, code) || code == kConversion || code == kNoOverload) return IsPromiseInstead();
    return false;
  }

  // The use of a tool, or of what holds tools, whose name stands at the finding.
  const ToolUse* NamedUse() const {
    for (const ToolUse& use : terms_.program.tool_uses) {
      const bool named = use.name_start <= start_ && start_ < use.name_end;
      if (named && use.path != "globalThis") return &use;
    }
    return nullptr;
  }

  // The innermost call of a tool among whose arguments the finding is, outside of other calls in them; and which tool that is.
  const ToolUse* CallAround() {
    const ToolUse* innermost = nullptr;
    for (const ToolUse& use : terms_.program.tool_uses) {
      if (!use.called || use.name_end > start_ || use.end < end_) continue;
      if (innermost == nullptr || use.start >= innermost->start) innermost = &use;
    }
    // No other parenthesis may be open between the tool's name and the finding than its own.
    if (innermost == nullptr || words_.Opened(innermost->name_end, start_) > 1) return nullptr;
    tool_ = terms_.types.ToolCalled(innermost->path);
    return tool_.has_value() ? innermost : nullptr;
  }

  bool IsUnknownProperty(const std::string& text, const ToolUse* named) {
    if (named != nullptr && !tool_.has_value() && !absl::StartsWith(named->path, "external_")) return true;
    const std::vector<std::string> quoted = QuotedIn(text);
    if (quoted.size() < 2 || IsAssignedBehind(places_.text(), end_)) return false;
    return LacksProperty(quoted[1], quoted[0]);
  }

  // No value of the type has the property when the program runs.
  bool LacksProperty(std::string_view type, const std::string& property) {
    const std::vector<std::string_view> members = UnionMembers(type);
    // TypeScript says this of a union too if some of its members have the property.
    if (members.size() > 1 && terms_.types.Mentions(property)) return false;
    return std::ranges::all_of(members, [&](std::string_view member) {
      if (!IsObjectLiteral(member)) return IsClosed(member);
      return !IsClaimed(member) && (IsOfTool(member) || !words_.MayAdd(property));
    });
  }

  // The program has it as a type: data may have more than it says.
  bool IsClaimed(std::string_view object_type) {
    if (!claims_.has_value()) claims_ = ReadClaims();
    return claims_->contains(KeysOf(object_type));
  }

  std::set<std::string> ReadClaims() const {
    std::vector<ObjectKeys> objects = ObjectsIn(terms_.source);
    std::ranges::sort(objects, {}, &ObjectKeys::begin);
    std::set<std::string> claims;
    size_t read = 0;
    size_t begin = 0;
    for (ObjectKeys& object : objects) {
      begin += simdutf::utf16_length_from_utf8(terms_.source.data() + read, object.begin - read);
      read = object.begin;
      if (places_.IsErased(begin, begin + 1)) claims.insert(std::move(object.keys));
    }
    return claims;
  }

  bool IsOfTool(std::string_view object_type) {
    const std::optional<size_t> tool = terms_.types.ToolWithKeys(KeysOf(object_type));
    if (!tool_.has_value()) tool_ = tool;
    return tool.has_value();
  }

  // A type whose values are known: of the language, of the sandbox, or of a tool.
  bool IsClosed(std::string_view type) {
    if (IsPromise(type) || IsClosedGlobal(type)) return true;
    if (IsObjectLiteral(type)) return !IsClaimed(type);
    std::string_view name = type;
    while (absl::ConsumeSuffix(&name, "[]")) {
    }
    if (words_.DeclaresType(name)) return false;
    const std::optional<size_t> tool = terms_.types.ToolWithType(name);
    if (tool.has_value() && !tool_.has_value()) tool_ = tool;
    return tool.has_value();
  }

  // A type that a tool takes, in a call of a tool; or what a whole input is called, anywhere.
  bool IsOfInput(std::string_view type) {
    if (words_.DeclaresType(type)) return false;
    const std::optional<size_t> named = terms_.types.ToolWithType(type);
    if (named.has_value() && absl::EndsWith(type, "Input")) {
      tool_ = named;
      return true;
    }
    return CallAround() != nullptr;
  }

  bool IsToolArity() {
    for (const ToolUse& use : terms_.program.tool_uses) {
      // Too few: from the tool's name to the end of the call.
      if (!use.called || use.name_start != start_) continue;
      tool_ = terms_.types.ToolCalled(use.path);
      return tool_.has_value();
    }
    return CallAround() != nullptr;
  }

  // A promise where what it promises is wanted.
  bool IsPromiseInstead() const {
    return std::ranges::any_of(finding_->messages, [](const TypeFinding::Message& message) {
      const std::vector<std::string> quoted = QuotedIn(message.text);
      if (message.code == kOperator[0] || message.code == kOperator[1]) return std::ranges::any_of(quoted, IsPromise);
      const bool target_is_promise = quoted.size() > 1 && absl::StrContains(quoted[1], "Promise");
      return !quoted.empty() && IsPromise(quoted[0]) && !target_is_promise;
    });
  }

  // An argument of a tool that has another type than the tool takes, in a way that can't work.
  bool IsWrongArgument() {
    if (CallAround() == nullptr) return false;
    for (const TypeFinding::Message& message : finding_->messages) {
      if (IsOneOf(kMissingKey, message.code)) return true;
    }
    const std::vector<std::string> quoted = QuotedIn(innermost().text);
    if (quoted.size() < 2 || !IsOneOf(kNotAssignable, innermost().code)) return false;
    if (terms_.types.ToolWithType(quoted[1]).has_value() && IsClosedGlobal(quoted[0])) return true;
    return terms_.arguments_enforced && NeverFits(quoted[0], quoted[1]);
  }

  std::string Message(const Judgement& judgement) const {
    const std::vector<TypeFinding::Message>& messages = judgement.finding->messages;
    const int code = messages.front().code;
    const std::string name = IsOneOf(kUnknownName, code) ? places_.Text(judgement.start, judgement.end) : "";
    if (const std::string forbidden = ForbiddenTool(name, judgement); !forbidden.empty()) {
      return absl::StrCat(forbidden,
                          " is a tool that this program may not call: whoever runs it has allowed it other tools only.");
    }
    std::string text = messages.front().text;
    if (IsOneOf(kUnknownName, code) || code == 2550) {
      const size_t sentence = text.find(". ");
      if (sentence != std::string::npos && SuggestionIn(text).empty()) text.resize(sentence + 1);
    }
    if (const std::string_view advice = AdviceInsteadOf(name); !advice.empty()) return absl::StrCat(text, " ", advice);
    for (size_t i = 1; i < messages.size(); ++i) absl::StrAppend(&text, " ", messages[i].text);
    text = Cut(text, kMaxMessageBytes);
    if (judgement.finding->misses_await) absl::StrAppend(&text, " Did you forget `await`?");
    return text;
  }

  // The path of the tool whose name, or whose namespace, is what isn't there; or "". `name`: of a name that isn't there.
  std::string ForbiddenTool(const std::string& name, const Judgement& judgement) const {
    if (terms_.forbidden.contains(name)) return name;
    if (!IsOneOf(kUnknownProperty, judgement.finding->messages.front().code)) return "";
    for (const ToolUse& use : terms_.program.tool_uses) {
      if (use.start <= judgement.start && judgement.start < use.name_end && terms_.forbidden.contains(use.path)) return use.path;
    }
    return "";
  }

  const DiagnosisTerms& terms_;
  const ProgramPlaces places_;
  const ProgramWords words_;
  const CodeFrames frames_;
  // The keys of the object types in the program; made when they are first asked for.
  std::optional<std::set<std::string>> claims_;
  // Of the finding that is being read.
  const TypeFinding* finding_ = nullptr;
  size_t start_ = 0;
  size_t end_ = 0;
  int looked_at_ = 0;
  std::optional<size_t> tool_;
};

}  // namespace

std::vector<Diagnostic> Diagnose(const TypeReport& report, const DiagnosisTerms& terms) {
  if (report.findings.empty()) return {};
  Reader reader(terms);
  std::vector<Judgement> judgements;
  for (const TypeFinding& finding : report.findings) {
    if (const std::optional<Judgement> judgement = reader.Judge(finding)) judgements.push_back(*judgement);
  }
  std::ranges::stable_sort(judgements, {}, &Judgement::severity);
  if (judgements.size() > kMaxDiagnostics) judgements.resize(kMaxDiagnostics);
  std::vector<Diagnostic> diagnostics;
  for (const Judgement& judgement : judgements) diagnostics.push_back(reader.Describe(judgement));
  return diagnostics;
}

}  // namespace isobridge::bridge
