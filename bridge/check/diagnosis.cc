#include "bridge/check/diagnosis.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "bridge/check/instead_of.h"
#include "bridge/check/program_places.h"
#include "bridge/check/type_text.h"
#include "bridge/code_frame.h"
#include "bridge/schema/json.h"
#include "simdutf.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::Diagnostic;
using ToolUse = CompiledProgram::ToolUse;

constexpr size_t kMaxDiagnostics = 100;
// Findings for which the program's text is searched: it may have a finding in every line.
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

// ---- the program's text ---------------------------------------------------------------------------------------------

bool IsWordCharacter(char16_t c) {
  return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'_' || c == u'$';
}

// Whether `word` stands anywhere, as a word of its own, behind one of `before` and white space.
bool HasWord(std::string_view text, std::string_view word, std::string_view before) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if (end < text.size() && IsWordCharacter(static_cast<unsigned char>(text[end]))) continue;
    const std::string_view head = absl::StripTrailingAsciiWhitespace(text.substr(0, at));
    const bool apart = before == "." || head.size() < at;
    if (apart && absl::EndsWith(head, before)) return true;
  }
  return false;
}

bool IsDeclaredByProgram(std::string_view source, std::string_view type) {
  return HasWord(source, type, "interface") || HasWord(source, type, "type") || HasWord(source, type, "class") ||
         HasWord(source, type, "enum");
}

// `=` behind a property, but no comparison and no arrow; or an operator that assigns.
bool IsAssignedBehind(std::u16string_view text, size_t at) {
  while (at < text.size() && (text[at] == u' ' || text[at] == u'\t' || text[at] == u'\n' || text[at] == u'\r')) ++at;
  const std::u16string_view rest = text.substr(at, 4);
  for (const std::u16string_view assignment :
       {u"+=", u"-=", u"*=", u"/=", u"%=", u"??=", u"||=", u"&&=", u"++", u"--", u"|=", u"&="}) {
    if (rest.starts_with(assignment)) return true;
  }
  return rest.starts_with(u"=") && !rest.starts_with(u"==") && !rest.starts_with(u"=>");
}

// Somewhere properties are added whose names show only when the program runs.
bool AddsByComputedName(std::string_view source, std::u16string_view text) {
  for (const std::string_view writer : {"Object.assign", "defineProperty", "Reflect.set"}) {
    if (absl::StrContains(source, writer)) return true;
  }
  for (size_t at = text.find(u']'); at != std::u16string_view::npos; at = text.find(u']', at + 1)) {
    if (IsAssignedBehind(text, at + 1)) return true;
  }
  return false;
}

// Somewhere `x.name = …`.
bool Adds(std::u16string_view text, std::string_view name) {
  const std::u16string wanted = std::u16string(u".").append(name.begin(), name.end());
  for (size_t at = text.find(wanted); at != std::u16string_view::npos; at = text.find(wanted, at + 1)) {
    const size_t end = at + wanted.size();
    if ((end == text.size() || !IsWordCharacter(text[end])) && IsAssignedBehind(text, end)) return true;
  }
  return false;
}

// ---- what a finding means -------------------------------------------------------------------------------------------

class Reader {
 public:
  explicit Reader(const DiagnosisTerms& terms) : terms_(terms), places_(terms.source, terms.program) {}

  std::optional<Diagnostic> Read(const TypeFinding& finding) {
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
    return Describe(certain);
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
    if (IsOneOf(kUnknownName, code)) return !IsAskedFor(Name());
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

  std::string Name() const { return places_.Text(start_, end_); }

  // `typeof name`: the program knows that it may not be there.
  bool IsAskedFor(const std::string& name) const { return HasWord(terms_.source, name, "typeof"); }

  // The use of a tool, or of what holds tools, whose name stands at the finding.
  const ToolUse* NamedUse() const {
    for (const ToolUse& use : terms_.program.tool_uses) {
      if (use.name_start <= start_ && start_ < use.name_end) return &use;
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
    if (innermost == nullptr || !IsDirectlyInside(*innermost)) return nullptr;
    tool_ = terms_.types.ToolCalled(innermost->path);
    return tool_.has_value() ? innermost : nullptr;
  }

  // No other parenthesis is open between the tool's name and the finding than its own.
  bool IsDirectlyInside(const ToolUse& use) const {
    int depth = 0;
    for (size_t i = use.name_end; i < start_; ++i) {
      if (places_.text()[i] == u'(') ++depth;
      if (places_.text()[i] == u')') --depth;
    }
    return depth <= 1;
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
      return !IsClaimed(member) && (IsOfTool(member) || !MayBeAdded(property));
    });
  }

  // Somebody may write it, to some object.
  bool MayBeAdded(const std::string& property) {
    if (!adds_by_computed_name_.has_value()) adds_by_computed_name_ = AddsByComputedName(terms_.source, places_.text());
    return *adds_by_computed_name_ || Adds(places_.text(), property);
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
    if (IsDeclaredByProgram(terms_.source, name)) return false;
    const std::optional<size_t> tool = terms_.types.ToolWithType(name);
    if (tool.has_value() && !tool_.has_value()) tool_ = tool;
    return tool.has_value();
  }

  // A type that a tool takes, in a call of a tool; or what a whole input is called, anywhere.
  bool IsOfInput(std::string_view type) {
    if (IsDeclaredByProgram(terms_.source, type)) return false;
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

  // ---- what is told ----

  Diagnostic Describe(bool certain) {
    Diagnostic diagnostic;
    const int code = this->code();
    diagnostic.set_code(static_cast<uint32_t>(code));
    diagnostic.set_severity(certain             ? Diagnostic::SEVERITY_ERROR
                            : code / 1'000 == 7 ? Diagnostic::SEVERITY_INFO
                                                : Diagnostic::SEVERITY_WARNING);
    diagnostic.set_message(Message());
    *diagnostic.mutable_start() = places_.At(start_);
    *diagnostic.mutable_end() = places_.At(std::max(start_, end_));
    diagnostic.set_code_frame(CodeFrame(terms_.source, diagnostic.start().line(), diagnostic.start().column()));
    for (const TypeFinding::Message& message : finding_->messages) {
      if (diagnostic.nearest().empty()) diagnostic.set_nearest(SuggestionIn(message.text));
    }
    if (tool_.has_value()) {
      diagnostic.set_tool(terms_.tool_names[*tool_]);
      diagnostic.set_signature(Cut(absl::StripSuffix(terms_.types.signature(*tool_), "\n"), kMaxSignatureBytes));
    }
    return diagnostic;
  }

  std::string Message() const {
    if (const std::string forbidden = ForbiddenTool(); !forbidden.empty()) {
      return absl::StrCat(forbidden,
                          " is a tool that this program may not call: whoever runs it has allowed it other tools only.");
    }
    std::string text = message();
    if (IsOneOf(kUnknownName, code()) || code() == 2550) {
      const size_t sentence = text.find(". ");
      if (sentence != std::string::npos && SuggestionIn(text).empty()) text.resize(sentence + 1);
    }
    if (IsOneOf(kUnknownName, code())) {
      if (const std::string_view advice = AdviceInsteadOf(Name()); !advice.empty()) return absl::StrCat(text, " ", advice);
    }
    for (size_t i = 1; i < finding_->messages.size(); ++i) absl::StrAppend(&text, " ", finding_->messages[i].text);
    text = Cut(text, kMaxMessageBytes);
    if (finding_->misses_await) absl::StrAppend(&text, " Did you forget `await`?");
    return text;
  }

  // The path of the tool whose name, or whose namespace, is what isn't there; or "".
  std::string ForbiddenTool() const {
    if (IsOneOf(kUnknownName, code()) && terms_.forbidden.contains(Name())) return Name();
    if (!IsOneOf(kUnknownProperty, code())) return "";
    for (const ToolUse& use : terms_.program.tool_uses) {
      if (use.start <= start_ && start_ < use.name_end && terms_.forbidden.contains(use.path)) return use.path;
    }
    return "";
  }

  const DiagnosisTerms& terms_;
  const ProgramPlaces places_;
  // The keys of the object types in the program; made when they are first asked for.
  std::optional<std::set<std::string>> claims_;
  std::optional<bool> adds_by_computed_name_;
  // Of the finding that is being read.
  const TypeFinding* finding_ = nullptr;
  size_t start_ = 0;
  size_t end_ = 0;
  int looked_at_ = 0;
  std::optional<size_t> tool_;
};

}  // namespace

std::vector<Diagnostic> Diagnose(const TypeReport& report, const DiagnosisTerms& terms) {
  std::vector<Diagnostic> diagnostics;
  if (report.findings.empty()) return diagnostics;
  Reader reader(terms);
  for (const TypeFinding& finding : report.findings) {
    if (std::optional<Diagnostic> diagnostic = reader.Read(finding)) diagnostics.push_back(*std::move(diagnostic));
  }
  std::ranges::stable_sort(diagnostics, {}, [](const Diagnostic& diagnostic) { return static_cast<int>(diagnostic.severity()); });
  if (diagnostics.size() > kMaxDiagnostics) diagnostics.resize(kMaxDiagnostics);
  return diagnostics;
}

}  // namespace isobridge::bridge
