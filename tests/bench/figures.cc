#include "tests/bench/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace isobridge::bench {
namespace {

std::string Number(double v) {
  if (v >= 100) return absl::StrFormat("%.0f", v);
  if (v >= 10) return absl::StrFormat("%.1f", v);
  return absl::StrFormat("%.3f", v);
}

}  // namespace

absl::Duration Samples::Percentile(double p) const {
  if (values_.empty()) return absl::ZeroDuration();
  std::vector<absl::Duration> sorted = values_;
  const size_t rank = std::min(sorted.size() - 1, static_cast<size_t>(std::ceil(p * sorted.size())) - (p > 0 ? 1 : 0));
  std::nth_element(sorted.begin(), sorted.begin() + rank, sorted.end());
  return sorted[rank];
}

void Figures::Add(Figure figure) {
  if (figures_.empty()) {
    std::printf("%-52s %10s %10s %10s %8s  %-6s %s\n", "", "value", "p99", "floor", "ratio", "unit", "target");
  }
  const std::string ratio = figure.floor && *figure.floor > 0 ? absl::StrFormat("%.2f", figure.value / *figure.floor) : "";
  std::printf("%-52s %10s %10s %10s %8s  %-6s %s\n", figure.name.c_str(), Number(figure.value).c_str(),
              figure.p99 ? Number(*figure.p99).c_str() : "", figure.floor ? Number(*figure.floor).c_str() : "", ratio.c_str(),
              figure.unit.c_str(), figure.target.c_str());
  std::fflush(stdout);
  figures_.push_back(std::move(figure));
}

void Figures::AddLatency(std::string name, const Samples& samples, std::optional<double> floor_ms, std::string target) {
  Add({.name = std::move(name),
       .unit = "ms",
       .value = absl::ToDoubleMilliseconds(samples.Percentile(0.5)),
       .p99 = absl::ToDoubleMilliseconds(samples.Percentile(0.99)),
       .floor = floor_ms,
       .target = std::move(target)});
}

double Figures::Value(const std::string& name) const {
  for (const Figure& figure : figures_) {
    if (figure.name == name) return figure.value;
  }
  return 0;
}

std::string Figures::ToJson() const {
  const auto optional = [](const std::optional<double>& v) { return v ? absl::StrFormat("%.6g", *v) : std::string("null"); };
  std::string out = "[\n";
  for (size_t i = 0; i < figures_.size(); ++i) {
    const Figure& f = figures_[i];
    // Names and units are ours: nothing in them needs escaping.
    absl::StrAppend(&out, "  {\"name\": \"", f.name, "\", \"unit\": \"", f.unit,
                    "\", \"value\": ", absl::StrFormat("%.6g", f.value), ", \"p99\": ", optional(f.p99),
                    ", \"floor\": ", optional(f.floor), "}", i + 1 < figures_.size() ? "," : "", "\n");
  }
  return out + "]\n";
}

}  // namespace isobridge::bench
