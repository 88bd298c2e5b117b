#ifndef ISOBRIDGE_ISOLATE_WORKER_LINE_MAP_H_
#define ISOBRIDGE_ISOLATE_WORKER_LINE_MAP_H_

#include <algorithm>
#include <cstdint>
#include <vector>

namespace isobridge::isolate {

// Lines of compiled code to lines of the user's source, from the compiler's list of inserted line breaks. Columns are the same.
class LineMap {
 public:
  LineMap() = default;
  // `inserted_breaks`: see worker.v1.Compiled.
  template <typename Container>
  explicit LineMap(const Container& inserted_breaks) : breaks_(inserted_breaks.begin(), inserted_breaks.end()) {}

  // From 1, both.
  uint32_t ToSource(uint32_t line) const {
    return line - static_cast<uint32_t>(std::lower_bound(breaks_.begin(), breaks_.end(), line) - breaks_.begin());
  }

 private:
  std::vector<uint32_t> breaks_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_LINE_MAP_H_
