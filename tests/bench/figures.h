#ifndef ISOBRIDGE_TESTS_BENCH_FIGURES_H_
#define ISOBRIDGE_TESTS_BENCH_FIGURES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace isobridge::bench {

// Durations of one operation, many times.
class Samples {
 public:
  void Add(absl::Duration d) { values_.push_back(d); }
  void Add(const Samples& other) { values_.insert(values_.end(), other.values_.begin(), other.values_.end()); }
  size_t count() const { return values_.size(); }
  // 0 <= p <= 1; nearest rank. Zero if there are none.
  absl::Duration Percentile(double p) const;

 private:
  std::vector<absl::Duration> values_;
};

// One line of the table.
struct Figure {
  std::string name;
  std::string unit;
  double value = 0;
  std::optional<double> p99 = std::nullopt;
  // The same thing without the sandbox, measured in the same run, in the same unit.
  std::optional<double> floor = std::nullopt;
  // What the issue asks for, in words; empty if it asks nothing.
  std::string target = {};
};

// Prints figures as they come and writes them as JSON at the end.
class Figures {
 public:
  void Add(Figure figure);
  // p50 as the value, in milliseconds.
  void AddLatency(std::string name, const Samples& samples, std::optional<double> floor_ms, std::string target);
  std::string ToJson() const;
  // The value of a figure that was added; 0 if there is none.
  double Value(const std::string& name) const;

 private:
  std::vector<Figure> figures_;
};

}  // namespace isobridge::bench

#endif  // ISOBRIDGE_TESTS_BENCH_FIGURES_H_
