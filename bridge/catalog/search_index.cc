#include "bridge/catalog/search_index.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "bridge/catalog/search_words.h"
#include "bridge/schema/json.h"
#include "bridge/schema/schema_limits.h"

namespace isobridge::bridge {
namespace {

enum Field : size_t { kName, kDescription, kParameterNames, kParameterText, kFields };

// How much a word counts by where it stands, and how much a long field takes from that.
constexpr std::array<double, kFields> kWeights = {6.0, 2.0, 2.0, 1.0};
constexpr std::array<double, kFields> kLengthShare = {0.3, 0.75, 0.75, 0.75};
constexpr double kSaturation = 1.2;
// What a word that only begins another counts, of what the whole word would.
constexpr float kBeginningShare = 0.5F;
constexpr size_t kLeastBeginning = 3;

// Of one tool; what is beyond is not found.
constexpr size_t kMostTextWords = 400;
constexpr size_t kMostParameterWords = 1'000;
// Of all schemas: parsing more takes too long.
constexpr size_t kMostSchemaBytes = 16u << 20;
// Of a query.
constexpr size_t kMostQueryWords = 16;
constexpr size_t kMostCompletions = 50;
constexpr size_t kMostEffort = 100'000;

using Fields = std::array<std::vector<std::string>, kFields>;

void Add(std::string_view text, size_t most, std::vector<std::string>* words) {
  if (words->size() >= most) return;
  for (std::string& word : SearchWords(text, most - words->size())) words->push_back(std::move(word));
}

// The names and texts of parameters, at every depth.
void AddParameters(const OrderedJson& schema, Fields* fields) {
  if (schema.is_array()) {
    for (const OrderedJson& part : schema.array_range()) AddParameters(part, fields);
    return;
  }
  if (!schema.is_object()) return;
  for (const auto& member : schema.object_range()) {
    const OrderedJson& value = member.value();
    const std::string_view key(member.key());
    if (key == "properties" && value.is_object()) {
      for (const auto& property : value.object_range()) {
        Add(std::string_view(property.key()), kMostParameterWords, &(*fields)[kParameterNames]);
        AddParameters(property.value(), fields);
      }
    } else if ((key == "description" || key == "title") && value.is_string()) {
      Add(value.as<std::string_view>(), kMostParameterWords, &(*fields)[kParameterText]);
    } else if (key == "enum" && value.is_array()) {
      for (const OrderedJson& choice : value.array_range()) {
        if (choice.is_string()) Add(choice.as<std::string_view>(), kMostParameterWords, &(*fields)[kParameterText]);
      }
    } else if (key != "default" && key != "examples" && key != "const") {
      AddParameters(value, fields);
    }
  }
}

Fields FieldsOf(const ToolText& tool, bool with_parameters) {
  Fields fields;
  Add(tool.dotted, kMostTextWords, &fields[kName]);
  // "getissue" finds get_issue, too.
  if (fields[kName].size() > 1) {
    std::string joined;
    for (const char c : tool.dotted.substr(tool.dotted.rfind('.') + 1)) {
      if (c != '_') joined += absl::ascii_tolower(static_cast<unsigned char>(c));
    }
    if (joined != fields[kName].back()) fields[kName].push_back(std::move(joined));
  }
  Add(tool.description, kMostTextWords, &fields[kDescription]);
  if (!with_parameters || tool.input_schema.empty()) return fields;
  const absl::StatusOr<OrderedJson> schema = ParseOrdered(tool.input_schema, kMaxSchemaDepth);
  if (schema.ok()) AddParameters(*schema, &fields);
  return fields;
}

// A path without what says where the program finds it.
std::string_view Bare(std::string_view path) {
  path = absl::StripAsciiWhitespace(path);
  for (const std::string_view root : {"external_", "tools.", "codemode."}) {
    if (absl::ConsumePrefix(&path, root)) break;
  }
  return path;
}

using Counts = std::array<uint16_t, kFields>;

// What a word adds to the score of a tool that has it `counts` times.
float ScoreOf(const Counts& counts, const std::array<uint32_t, kFields>& lengths, const std::array<double, kFields>& averages,
              double rarity) {
  double weight = 0;
  for (size_t f = 0; f < kFields; ++f) {
    if (counts[f] == 0) continue;
    weight += kWeights[f] * counts[f] / (1 - kLengthShare[f] + kLengthShare[f] * lengths[f] / averages[f]);
  }
  return static_cast<float>(rarity * weight * (kSaturation + 1) / (weight + kSaturation));
}

}  // namespace

SearchIndex::SearchIndex(const ToolTable& tools) {
  std::map<std::string, std::vector<std::pair<uint32_t, Counts>>, std::less<>> found;
  std::vector<std::array<uint32_t, kFields>> lengths(tools.size());
  std::array<double, kFields> averages = {};
  size_t schema_bytes = 0;
  for (uint32_t i = 0; i < tools.size(); ++i) {
    const ToolText tool = tools.text(i);
    schema_bytes += tool.input_schema.size();
    const Fields fields = FieldsOf(tool, schema_bytes <= kMostSchemaBytes);
    for (size_t f = 0; f < kFields; ++f) {
      lengths[i][f] = static_cast<uint32_t>(fields[f].size());
      averages[f] += static_cast<double>(fields[f].size()) / tools.size();
      for (const std::string& word : fields[f]) {
        auto& places = found[word];
        if (places.empty() || places.back().first != i) places.emplace_back(i, Counts{});
        ++places.back().second[f];
      }
    }
    dotted_.push_back(tool.dotted);
  }
  words_.reserve(found.size());
  for (const auto& [text, places] : found) {
    const double with = static_cast<double>(places.size());
    const double rarity = std::log(1 + (tools.size() - with + 0.5) / (with + 0.5));
    const size_t begin = postings_.size();
    for (const auto& [tool, counts] : places) {
      postings_.push_back({.tool = tool, .score = ScoreOf(counts, lengths[tool], averages, rarity)});
    }
    words_.push_back({.text = text, .begin = begin, .end = postings_.size()});
  }
  std::vector<uint32_t> order(tools.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [this](uint32_t a, uint32_t b) { return dotted_[a] < dotted_[b]; });
  rank_.resize(tools.size());
  for (uint32_t i = 0; i < order.size(); ++i) rank_[order[i]] = i;
}

uint64_t SearchIndex::bytes() const {
  uint64_t bytes =
      postings_.capacity() * sizeof(Posting) + words_.capacity() * sizeof(Word) + rank_.capacity() * sizeof(uint32_t);
  for (const std::string& name : dotted_) bytes += sizeof(name) + name.capacity();
  return bytes;
}

// A tool counts what suits it best: the word itself, or one that it begins.
void SearchIndex::Score(std::string_view word, std::vector<float>* scores, size_t* effort) const {
  std::vector<std::pair<uint32_t, float>> best;
  auto at =
      std::lower_bound(words_.begin(), words_.end(), word, [](const Word& w, std::string_view text) { return w.text < text; });
  for (size_t n = 0; n <= kMostCompletions && at != words_.end() && absl::StartsWith(at->text, word); ++n, ++at) {
    const bool whole = at->text.size() == word.size();
    if (!whole && word.size() < kLeastBeginning) break;
    *effort += at->end - at->begin;
    if (!whole && *effort > kMostEffort) break;
    const float share = whole ? 1 : kBeginningShare * static_cast<float>(word.size()) / static_cast<float>(at->text.size());
    for (size_t p = at->begin; p < at->end; ++p) best.emplace_back(postings_[p].tool, share * postings_[p].score);
  }
  std::sort(best.begin(), best.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first < b.first : a.second > b.second; });
  for (size_t i = 0; i < best.size(); ++i) {
    if (i == 0 || best[i].first != best[i - 1].first) (*scores)[best[i].first] += best[i].second;
  }
}

bool SearchIndex::IsPathOf(std::string_view query, uint32_t tool) const {
  const std::string_view dotted = dotted_[tool];
  if (query.size() != dotted.size()) return false;
  // `github.get-issue`, `github.get_issue` and `github_get_issue` alike.
  for (size_t i = 0; i < query.size(); ++i) {
    const char c = query[i] == '-' ? '_' : query[i];
    if (c != dotted[i] && !(c == '_' && dotted[i] == '.')) return false;
  }
  return true;
}

std::optional<uint32_t> SearchIndex::At(std::string_view path) const {
  const std::string_view bare = Bare(path);
  for (uint32_t tool = 0; tool < dotted_.size(); ++tool) {
    if (IsPathOf(bare, tool)) return tool;
  }
  return std::nullopt;
}

std::vector<uint32_t> SearchIndex::Find(std::string_view query, std::string_view space) const {
  const std::string inside = space.empty() ? "" : absl::StrCat(space, ".");
  const std::string_view path = Bare(query);
  std::vector<std::string> words = SearchWords(query, kMostQueryWords);
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  std::vector<float> scores(dotted_.size());
  size_t effort = 0;
  for (const std::string& word : words) Score(word, &scores, &effort);

  std::vector<uint32_t> found;
  for (uint32_t tool = 0; tool < dotted_.size(); ++tool) {
    if (!absl::StartsWith(dotted_[tool], inside)) continue;
    // Above what any sum of words comes to.
    if (IsPathOf(path, tool)) scores[tool] = 1e9F;
    if (words.empty() || scores[tool] > 0) found.push_back(tool);
  }
  std::sort(found.begin(), found.end(),
            [&](uint32_t a, uint32_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : rank_[a] < rank_[b]; });
  return found;
}

}  // namespace isobridge::bridge
