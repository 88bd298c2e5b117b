#include "bridge/schema/validator.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "bridge/json_text.h"
#include "bridge/schema/fault_text.h"
#include "bridge/thread_time.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxFaults = 5;
// Of one message, and of all that is told of one value.
constexpr size_t kMaxMessageBytes = 1000;
constexpr size_t kMaxToldBytes = 4096;
// Of alternatives: how many are explained, and how deep inside each other.
constexpr size_t kMostAlternatives = 3;
constexpr int kMaxTelling = 2;
constexpr size_t kMaxNamed = 12;
constexpr size_t kMaxNamedBytes = 60;
// Steps for a value of no size, and for as many bytes of its text as one more is for. A step takes at most about kStepTime.
constexpr int64_t kBaseSteps = 600'000;
constexpr int64_t kBytesPerMoreStep = 2;
constexpr absl::Duration kStepTime = absl::Nanoseconds(100);
// Of a quick look.
constexpr int64_t kQuickSteps = 10'000;
// What is charged without a look at the clock.
constexpr int64_t kCheapSteps = 20;
// The most that one match of a pattern may take, if all goes wrong.
constexpr int64_t kMostStepsAtOnce = 200'000;
constexpr int64_t kMostStepsAtOncePerByte = 16;
// What is read from one end to the other.
constexpr size_t kBytesPerStep = 64;
constexpr std::string_view kTooMuchWork = "it takes too much work";
// Of schemas inside each other; each takes about 1 KB of stack.
constexpr int kMaxNesting = 1500;

// As JavaScript has it: one that is too large is infinite, one that is too small is 0.
double NumberOf(const SortedJson& value) {
  if (!value.is_bignum()) return value.as<double>();
  double number = 0;
  return absl::SimpleAtod(value.as_string_view(), &number) ? number : std::nan("");
}

bool IsInteger(const SortedJson& value) {
  if (value.is_int64() || value.is_uint64()) return true;
  const double number = NumberOf(value);
  return std::isfinite(number) && number == std::floor(number);
}

uint8_t TypesOf(const SortedJson& value) {
  if (value.is_null()) return kNullType;
  if (value.is_bool()) return kBooleanType;
  if (value.is_object()) return kObjectType;
  if (value.is_array()) return kArrayType;
  if (value.is_number()) return IsInteger(value) ? kIntegerType | kNumberType : kNumberType;
  return kStringType;
}

uint64_t Characters(std::string_view utf8) {
  return std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

// Exact where the divisor is an integer. Others, such as 0.01, are no exact doubles, and neither are their multiples: those count
// that are as near to one as their last places tell.
bool IsMultiple(const SortedJson& value, double number, double divisor) {
  if (!std::isfinite(number)) return false;
  if (divisor == std::floor(divisor)) {
    if (value.is<int64_t>() && divisor < 0x1p63) return value.as<int64_t>() % static_cast<int64_t>(divisor) == 0;
    return std::fmod(number, divisor) == 0;
  }
  const double last_places = 4 * std::numeric_limits<double>::epsilon() * std::abs(number);
  return std::abs(std::remainder(number, divisor)) <= std::min(last_places, divisor / 4);
}

// Values inside `value`, itself included.
int64_t CountValues(const SortedJson& value) {
  int64_t count = 1;
  if (value.is_array()) {
    for (const SortedJson& item : value.array_range()) count += CountValues(item);
  } else if (value.is_object()) {
    for (const auto& member : value.object_range())
      count += CountValues(member.value()) + static_cast<int64_t>(member.key().size() / kBytesPerStep);
  } else if (value.is_string()) {
    count += static_cast<int64_t>(value.as_string_view().size() / kBytesPerStep);
  }
  return count;
}

// Members of the objects inside `value`.
size_t CountMembers(const SortedJson& value) {
  size_t count = 0;
  if (value.is_array()) {
    for (const SortedJson& item : value.array_range()) count += CountMembers(item);
  } else if (value.is_object()) {
    count = value.size();
    for (const auto& member : value.object_range()) count += CountMembers(member.value());
  }
  return count;
}

// Likewise in JSON text, where a name may be there twice.
size_t CountMembers(std::string_view json) {
  size_t count = 0;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '"') in_string = !in_string;
    if (json[i] == '\\') ++i;
    if (json[i] == ':' && !in_string) ++count;
  }
  return count;
}

// Steps for looking at that much text.
int64_t StepsFor(size_t bytes) { return 1 + static_cast<int64_t>(bytes / kBytesPerStep); }

// Which members or items of one value some keyword has looked at.
using Evaluated = std::vector<bool>;

void Merge(const Evaluated& from, Evaluated* to) {
  for (size_t i = 0; i < from.size(); ++i) {
    if (from[i]) (*to)[i] = true;
  }
}

// Quick: at most kQuickSteps, also if all goes wrong.
enum class Effort { kQuick, kFull };

int64_t StepsOf(Effort effort, size_t bytes) {
  return effort == Effort::kQuick ? kQuickSteps : kBaseSteps + static_cast<int64_t>(bytes) / kBytesPerMoreStep;
}

class Evaluation {
 public:
  Evaluation(const CompiledSchema& schema, Effort effort, size_t bytes)
      : schema_(schema), effort_(effort), steps_(StepsOf(effort, bytes)) {}

  SchemaResult Run(const SortedJson& value) {
    SchemaResult result;
    Evaluated evaluated = NoneOf(value);
    Faults faults;
    const int64_t steps = steps_;
    const bool valid = Check(schema_.root(), value, nullptr, &evaluated, &faults);
    result.steps = steps - steps_;
    result.took_long = result.steps > kQuickSteps;
    if (!reason_.empty()) {
      result.verdict = SchemaResult::Verdict::kGaveUp;
      result.reason = reason_;
      return result;
    }
    result.faults = std::move(faults.found);
    result.verdict = valid ? SchemaResult::Verdict::kValid : SchemaResult::Verdict::kInvalid;
    return result;
  }

 private:
  // Null where only the answer counts.
  struct Faults {
    std::vector<SchemaFault> found;
    // No more are looked for.
    size_t most = kMaxFaults;
    size_t bytes = 0;
  };

  Evaluated NoneOf(const SortedJson& value) {
    if (!schema_.tracks_evaluation() || !(value.is_object() || value.is_array())) return {};
    Charge(static_cast<int64_t>(value.size() / 64));
    return Evaluated(value.size());
  }

  void GiveUp(std::string_view reason) {
    if (reason_.empty()) reason_ = reason;
  }

  // False when the work is to end.
  bool Charge(int64_t steps) {
    steps_ -= steps;
    if (steps_ < 0) GiveUp(kTooMuchWork);
    return reason_.empty();
  }

  bool Fault(Faults* faults, const ValuePath* path, std::string_view message) {
    if (Enough(faults)) return false;
    SchemaFault fault{.path = PathText(path, told_from_), .message = Cut(message, kMaxMessageBytes)};
    const size_t bytes = fault.path.size() + fault.message.size();
    Charge(StepsFor(bytes));
    if (!faults->found.empty() && faults->bytes + bytes > kMaxToldBytes) {
      faults->most = faults->found.size();
      return false;
    }
    faults->bytes += bytes;
    faults->found.push_back(std::move(fault));
    return false;
  }

  // Whether to look for no more faults when one was found.
  bool Enough(const Faults* faults) const {
    return faults == nullptr || faults->found.size() >= faults->most || !reason_.empty();
  }

  // Once given up, everything is invalid, so that nothing goes on for long.
  bool Check(SchemaNodeId id, const SortedJson& value, const ValuePath* path, Evaluated* evaluated, Faults* faults) {
    // The digits of a long number are read for its type and for its size.
    if (!Charge(value.is_bignum() ? 2 * StepsFor(value.as_string_view().size()) : 1)) return false;
    if (nesting_ >= kMaxNesting) {
      GiveUp("it nests schemas too deeply");
      return false;
    }
    const SchemaNode& node = schema_.node(id);
    if (node.never) return Fault(faults, path, "is not allowed here");
    ++nesting_;
    const bool entered = scope_.empty() || scope_.back() != node.resource;
    if (entered) scope_.push_back(node.resource);
    const bool valid = CheckKeywords(node, value, path, evaluated, faults);
    if (entered) scope_.pop_back();
    --nesting_;
    return valid && reason_.empty();
  }

  bool CheckKeywords(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Evaluated* evaluated,
                     Faults* faults) {
    // A value of the wrong type has no other faults worth telling.
    if (!CheckType(node, value, path, faults)) return false;
    bool valid = true;
    const auto also = [&](bool passed) {
      valid = valid && passed;
      return valid || !Enough(faults);
    };
    if (!also(CheckValues(node, value, path, faults))) return false;
    if (value.is_object()) {
      if (!also(CheckObject(node, value, path, evaluated, faults))) return false;
    } else if (value.is_array()) {
      if (!also(CheckArray(node, value, path, evaluated, faults))) return false;
    } else if (value.is_number()) {
      if (!also(CheckNumber(node, value, path, faults))) return false;
    } else if (value.is_string()) {
      if (!also(CheckString(node, value.as_string_view(), path, faults))) return false;
    }
    if (!also(CheckApplicators(node, value, path, evaluated, faults))) return false;
    // Last: what everything else has looked at is known now.
    if (valid && value.is_object() && node.unevaluated_properties != kNoNode)
      return CheckUnevaluatedProperties(node, value, path, evaluated, faults);
    if (valid && value.is_array() && node.unevaluated_items != kNoNode)
      return CheckUnevaluatedItems(node, value, path, evaluated, faults);
    return valid;
  }

  bool CheckType(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Faults* faults) {
    if (node.types == 0 || (node.types & TypesOf(value)) != 0) return true;
    return Fault(faults, path, absl::StrCat("expected ", TypeNames(node.types), ", got ", Described(value)));
  }

  bool CheckValues(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Faults* faults) {
    if (!node.values.has_value()) return true;
    for (const SortedJson& allowed : *node.values) {
      if (!Charge(1)) return false;
      const bool comparable = allowed.type() == value.type() || (allowed.is_number() && value.is_number()) ||
                              (allowed.is_string() && value.is_string());
      if (!comparable) continue;
      if (!Charge(CountValues(allowed) + (value.is_bignum() ? CountValues(value) : 0))) return false;
      if (allowed == value) return true;
    }
    if (Enough(faults)) return false;
    return Fault(faults, path, absl::StrCat("expected ", ValueList(*node.values), ", got ", Described(value)));
  }

  // ---- numbers and strings ----

  bool CheckNumber(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Faults* faults) {
    const double number = NumberOf(value);
    const auto fault = [&](std::string_view relation, double bound) {
      return Fault(faults, path,
                   absl::StrCat("is to be ", relation, " ", NumberText(bound), ", got ",
                                value.is_bignum() ? Preview(value) : NumberText(number)));
    };
    if (node.minimum.has_value() && number < *node.minimum) return fault("at least", *node.minimum);
    if (node.maximum.has_value() && number > *node.maximum) return fault("at most", *node.maximum);
    if (node.exclusive_minimum.has_value() && number <= *node.exclusive_minimum)
      return fault("more than", *node.exclusive_minimum);
    if (node.exclusive_maximum.has_value() && number >= *node.exclusive_maximum)
      return fault("less than", *node.exclusive_maximum);
    if (node.multiple_of.has_value() && !IsMultiple(value, number, *node.multiple_of))
      return fault("a multiple of", *node.multiple_of);
    return true;
  }

  bool CheckString(const SchemaNode& node, std::string_view text, const ValuePath* path, Faults* faults) {
    if (node.min_length.has_value() || node.max_length.has_value()) {
      if (!Charge(StepsFor(text.size()))) return false;
      const uint64_t length = Characters(text);
      if (node.min_length.has_value() && length < *node.min_length) {
        return Fault(faults, path, absl::StrCat("is to have at least ", *node.min_length, " characters, has ", length));
      }
      if (node.max_length.has_value() && length > *node.max_length) {
        return Fault(faults, path, absl::StrCat("is to have at most ", *node.max_length, " characters, has ", length));
      }
    }
    if (node.pattern == nullptr || Matches(*node.pattern, text)) return true;
    if (!reason_.empty()) return false;
    return Fault(faults, path,
                 absl::StrCat("is to match the pattern /", Cut(node.pattern->text(), 200), "/, got ", QuotedStart(text)));
  }

  bool Matches(const EcmaPattern& pattern, std::string_view text) {
    const int64_t least = StepsFor(text.size());
    const int64_t worst = least + pattern.WorstSteps(text.size());
    if (worst <= kCheapSteps) return Charge(worst) && pattern.Matches(text);
    const int64_t most =
        effort_ == Effort::kQuick ? steps_ : kMostStepsAtOnce + kMostStepsAtOncePerByte * static_cast<int64_t>(text.size());
    if (worst > most) {
      GiveUp(kTooMuchWork);
      return false;
    }
    // Hardly any takes its worst.
    const ThreadTime begun;
    const bool matches = pattern.Matches(text);
    return Charge(std::max(least, begun.Used() / kStepTime)) && matches;
  }

  // ---- arrays ----

  bool CheckArray(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Evaluated* evaluated, Faults* faults) {
    const size_t size = value.size();
    if (node.min_items.has_value() && size < *node.min_items)
      return Fault(faults, path, absl::StrCat("is to have at least ", *node.min_items, " items, has ", size));
    if (node.max_items.has_value() && size > *node.max_items)
      return Fault(faults, path, absl::StrCat("is to have at most ", *node.max_items, " items, has ", size));
    bool valid = CheckItems(node, value, path, evaluated, faults);
    if (!valid && Enough(faults)) return false;
    valid = CheckContains(node, value, path, evaluated, faults) && valid;
    return (!node.unique_items || CheckUnique(value, path, faults)) && valid;
  }

  bool CheckItems(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Evaluated* evaluated, Faults* faults) {
    bool valid = true;
    for (size_t i = 0; i < value.size(); ++i) {
      const SchemaNodeId item = i < node.prefix_items.size() ? node.prefix_items[i] : node.items;
      if (item == kNoNode) break;
      const ValuePath at{path, {}, i, true};
      valid = CheckChild(item, value[i], &at, faults) && valid;
      if (!valid && Enough(faults)) return false;
      Mark(i, evaluated);
    }
    return valid;
  }

  bool CheckChild(SchemaNodeId id, const SortedJson& value, const ValuePath* path, Faults* faults) {
    Evaluated evaluated = NoneOf(value);
    return Check(id, value, path, &evaluated, faults);
  }

  static void Mark(size_t index, Evaluated* evaluated) {
    if (index < evaluated->size()) (*evaluated)[index] = true;
  }

  bool CheckContains(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Evaluated* evaluated,
                     Faults* faults) {
    if (node.contains == kNoNode) return true;
    uint64_t found = 0;
    for (size_t i = 0; i < value.size(); ++i) {
      if (!reason_.empty()) return false;
      if (!CheckChild(node.contains, value[i], nullptr, nullptr)) continue;
      ++found;
      Mark(i, evaluated);
    }
    const uint64_t least = node.min_contains.value_or(1);
    if (found < least)
      return Fault(faults, path, absl::StrCat("is to contain at least ", least, " items of the kind given, has ", found));
    if (node.max_contains.has_value() && found > *node.max_contains) {
      return Fault(faults, path,
                   absl::StrCat("is to contain at most ", *node.max_contains, " items of the kind given, has ", found));
    }
    return true;
  }

  bool CheckUnique(const SortedJson& value, const ValuePath* path, Faults* faults) {
    if (!Charge(CountValues(value) * std::bit_width(value.size()) / 4)) return false;
    std::vector<const SortedJson*> items;
    for (const SortedJson& item : value.array_range()) items.push_back(&item);
    std::sort(items.begin(), items.end(), [](const SortedJson* a, const SortedJson* b) { return a->compare(*b) < 0; });
    const auto twin =
        std::adjacent_find(items.begin(), items.end(), [](const SortedJson* a, const SortedJson* b) { return *a == *b; });
    return twin == items.end() || Fault(faults, path, absl::StrCat("is to have no item twice, has ", Preview(**twin), " twice"));
  }

  bool CheckUnevaluatedItems(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Evaluated* evaluated,
                             Faults* faults) {
    bool valid = true;
    for (size_t i = 0; i < value.size(); ++i) {
      if ((*evaluated)[i]) continue;
      const ValuePath at{path, {}, i, true};
      valid = CheckChild(node.unevaluated_items, value[i], &at, faults) && valid;
      if (!valid && Enough(faults)) return false;
      (*evaluated)[i] = true;
    }
    return valid;
  }

  // ---- objects ----

  bool CheckObject(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Evaluated* evaluated, Faults* faults) {
    bool valid = CheckRequired(node, value, path, faults);
    if (!valid && Enough(faults)) return false;
    if (node.min_properties.has_value() && value.size() < *node.min_properties) {
      return Fault(faults, path, absl::StrCat("is to have at least ", *node.min_properties, " properties, has ", value.size()));
    }
    if (node.max_properties.has_value() && value.size() > *node.max_properties) {
      return Fault(faults, path, absl::StrCat("is to have at most ", *node.max_properties, " properties, has ", value.size()));
    }
    const bool looks_at_members = !node.properties.empty() || !node.pattern_properties.empty() ||
                                  node.additional_properties != kNoNode || node.property_names != kNoNode;
    if (!looks_at_members) return valid;
    size_t index = 0;
    for (const auto& member : value.object_range()) {
      valid = CheckMember(node, member.key(), member.value(), index, path, evaluated, faults) && valid;
      if (!valid && Enough(faults)) return false;
      ++index;
    }
    return valid;
  }

  bool CheckRequired(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Faults* faults) {
    bool valid = true;
    const auto need = [&](const std::string& name, std::string_view because) {
      if (!Charge(StepsFor(name.size())) || value.contains(name)) return;
      const ValuePath at{path, name};
      valid = Fault(faults, &at, absl::StrCat("is required", because));
    };
    for (const std::string& name : node.required) need(name, "");
    for (const auto& [present, names] : node.dependent_required) {
      if (!Charge(StepsFor(present.size()))) return false;
      if (!value.contains(present)) continue;
      for (const std::string& name : names) need(name, absl::StrCat(" because ", QuotedStart(present), " is there"));
    }
    return valid;
  }

  bool CheckMember(const SchemaNode& node, std::string_view name, const SortedJson& value, size_t index, const ValuePath* path,
                   Evaluated* evaluated, Faults* faults) {
    const ValuePath at{path, name};
    bool valid = true;
    bool known = false;
    if (!Charge(StepsFor(name.size()))) return false;
    if (node.property_names != kNoNode) {
      if (!CheckChild(node.property_names, SortedJson(name), nullptr, nullptr))
        valid = Fault(faults, &at, "has a name that is not allowed");
    }
    if (const auto property = node.properties.find(name); property != node.properties.end()) {
      known = true;
      valid = CheckChild(property->second, value, &at, faults) && valid;
    }
    for (const SchemaNode::PatternProperty& pattern : node.pattern_properties) {
      if (!Matches(*pattern.pattern, name)) continue;
      known = true;
      valid = CheckChild(pattern.node, value, &at, faults) && valid;
    }
    if (!known && node.additional_properties != kNoNode) {
      known = true;
      if (schema_.node(node.additional_properties).never) {
        valid = Enough(faults) ? false : Fault(faults, &at, UnknownProperty(node));
      } else {
        valid = CheckChild(node.additional_properties, value, &at, faults) && valid;
      }
    }
    if (known) Mark(index, evaluated);
    return valid;
  }

  static std::string UnknownProperty(const SchemaNode& node) {
    if (node.properties.empty()) return "is not known";
    std::vector<std::string> names;
    for (const auto& [name, child] : node.properties) {
      if (names.size() == kMaxNamed) break;
      names.push_back(Cut(name, kMaxNamedBytes));
    }
    return absl::StrCat("is not known; known are ", absl::StrJoin(names, ", "), node.properties.size() > kMaxNamed ? ", …" : "");
  }

  bool CheckUnevaluatedProperties(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Evaluated* evaluated,
                                  Faults* faults) {
    bool valid = true;
    size_t index = 0;
    for (const auto& member : value.object_range()) {
      const size_t i = index++;
      if ((*evaluated)[i]) continue;
      const ValuePath at{path, member.key()};
      valid = CheckChild(node.unevaluated_properties, member.value(), &at, faults) && valid;
      if (!valid && Enough(faults)) return false;
      (*evaluated)[i] = true;
    }
    return valid;
  }

  // ---- schemas held against the same value ----

  bool CheckApplicators(const SchemaNode& node, const SortedJson& value, const ValuePath* path, Evaluated* evaluated,
                        Faults* faults) {
    bool valid = true;
    const auto also = [&](bool passed) { valid = passed && valid; };
    if (node.ref != kNoNode) also(CheckSame(node.ref, value, path, evaluated, faults));
    if (node.dynamic_ref.has_value()) also(CheckSame(DynamicTarget(*node.dynamic_ref), value, path, evaluated, faults));
    for (const SchemaNodeId all : node.all_of) {
      if (!valid && Enough(faults)) return false;
      also(CheckSame(all, value, path, evaluated, faults));
    }
    if (!node.any_of.empty()) also(CheckAlternatives(node.any_of, std::nullopt, value, path, evaluated, faults));
    if (!node.one_of.empty()) also(CheckAlternatives(node.one_of, 1, value, path, evaluated, faults));
    if (node.negated != kNoNode) {
      Evaluated ignored = NoneOf(value);
      if (Check(node.negated, value, path, &ignored, nullptr)) also(Fault(faults, path, "matches what it must not"));
    }
    if (node.condition != kNoNode) {
      Evaluated of_condition = NoneOf(value);
      const bool holds = Check(node.condition, value, path, &of_condition, nullptr);
      if (holds) Merge(of_condition, evaluated);
      const SchemaNodeId branch = holds ? node.then : node.otherwise;
      if (branch != kNoNode) also(CheckSame(branch, value, path, evaluated, faults));
    }
    for (const auto& [name, dependent] : node.dependent_schemas) {
      if (!Charge(StepsFor(name.size()))) return false;
      if (value.is_object() && value.contains(name)) also(CheckSame(dependent, value, path, evaluated, faults));
    }
    return valid;
  }

  // What a schema looked at counts only if it holds.
  bool CheckSame(SchemaNodeId id, const SortedJson& value, const ValuePath* path, Evaluated* evaluated, Faults* faults) {
    Evaluated own = NoneOf(value);
    if (!Check(id, value, path, &own, faults)) return false;
    Merge(own, evaluated);
    return true;
  }

  SchemaNodeId DynamicTarget(const SchemaNode::DynamicRef& ref) {
    Charge(static_cast<int64_t>(scope_.size()) * StepsFor(ref.anchor.size()));
    for (const int resource : scope_) {
      const SchemaNodeId node = schema_.DynamicAnchor(resource, ref.anchor);
      if (node != kNoNode) return node;
    }
    return ref.target;
  }

  // `exactly`: how many are to hold; otherwise at least one.
  bool CheckAlternatives(const std::vector<SchemaNodeId>& alternatives, std::optional<size_t> exactly, const SortedJson& value,
                         const ValuePath* path, Evaluated* evaluated, Faults* faults) {
    size_t held = 0;
    for (const SchemaNodeId alternative : alternatives) {
      if (CheckSame(alternative, value, path, evaluated, nullptr)) ++held;
      const bool decided = exactly.has_value() ? held > *exactly : held > 0 && !schema_.tracks_evaluation();
      if (decided || !reason_.empty()) break;
    }
    if (!reason_.empty()) return false;
    if (exactly.has_value() ? held == *exactly : held > 0) return true;
    if (Enough(faults)) return false;
    if (held > 0) return Fault(faults, path, "matches more than one of the alternatives, of which exactly one may hold");
    return Fault(faults, path, DescribeAlternatives(alternatives, value, path));
  }

  // Why each of the first alternatives fails, in as many words as fit into one message.
  std::string DescribeAlternatives(const std::vector<SchemaNodeId>& alternatives, const SortedJson& value,
                                   const ValuePath* path) {
    std::string text = absl::StrCat("matches none of ", alternatives.size(), " alternatives");
    if (telling_ == kMaxTelling) return text;
    const ValuePath* const outer = std::exchange(told_from_, path);
    ++telling_;
    size_t told = 0;
    for (const SchemaNodeId alternative : alternatives) {
      if (told == kMostAlternatives || text.size() > kMaxMessageBytes) break;
      Faults faults{.found = {}, .most = 1};
      Evaluated ignored = NoneOf(value);
      Check(alternative, value, path, &ignored, &faults);
      if (faults.found.empty()) continue;
      const SchemaFault& fault = faults.found.front();
      absl::StrAppend(&text, told++ == 0 ? ": " : "; or ", fault.path, fault.path.empty() ? "" : " ", fault.message);
    }
    --telling_;
    told_from_ = outer;
    return absl::StrCat(text, alternatives.size() > told ? "; …" : "");
  }

  const CompiledSchema& schema_;
  const Effort effort_;
  int64_t steps_;
  int nesting_ = 0;
  // Of alternatives that are being explained, how many are inside each other, and where the innermost is: paths begin there.
  int telling_ = 0;
  const ValuePath* told_from_ = nullptr;
  // The resources entered, from the outermost.
  std::vector<int> scope_;
  // Why it was given up; empty as long as it goes on.
  std::string reason_;
};

SchemaResult Validate(const CompiledSchema& schema, std::string_view json, Effort effort) {
  if (json.size() > kMaxValidatedBytes) {
    return {.verdict = SchemaResult::Verdict::kGaveUp,
            .faults = {},
            .reason = absl::StrCat("it has ", json.size(), " bytes; at most ", kMaxValidatedBytes, " are checked")};
  }
  const absl::StatusOr<SortedJson> value = ParseSorted(json, kMaxJsonDepth);
  if (!value.ok())
    return {.verdict = SchemaResult::Verdict::kNotJson, .faults = {}, .reason = std::string(value.status().message())};
  if (CountMembers(json) != CountMembers(*value)) {
    return {.verdict = SchemaResult::Verdict::kInvalid,
            .faults = {{.path = "",
                        .message = "has an object with the same property twice, of which only one can be checked; give "
                                   "each property once"}},
            .reason = ""};
  }
  return Evaluation(schema, effort, json.size()).Run(*value);
}

}  // namespace

SchemaResult Validate(const CompiledSchema& schema, std::string_view json) { return Validate(schema, json, Effort::kFull); }

bool IsQuicklyValid(const CompiledSchema& schema, std::string_view json) {
  return Validate(schema, json, Effort::kQuick).verdict == SchemaResult::Verdict::kValid;
}

}  // namespace isobridge::bridge
