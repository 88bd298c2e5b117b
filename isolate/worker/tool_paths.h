#ifndef ISOBRIDGE_ISOLATE_WORKER_TOOL_PATHS_H_
#define ISOBRIDGE_ISOLATE_WORKER_TOOL_PATHS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::isolate {

// Where a program finds its tools: "external_a", "tools.a.b". Dots separate; what stands before a dot is a container.
//
// A program with thousands of tools uses a few, so nothing is computed before the first question.
//
// Isolate thread only.
class ToolPaths {
 public:
  // `begin` must outlive the questions.
  void Reset(const worker::v1::Begin* begin);

  struct Place {
    enum class Kind { kNothing, kTool, kContainer };
    Kind kind = Kind::kNothing;
    // Index into Begin.tools.
    uint32_t tool = 0;
  };
  Place Find(std::string_view path);

  // The names inside a container, "" for the paths' first segments; each once, in the order of the manifest.
  std::vector<std::string_view> Children(std::string_view container) const;

  // Up to `count` names out of `names` that `wanted` was probably meant to be, best first.
  static std::vector<std::string_view> Nearest(std::string_view wanted, const std::vector<std::string_view>& names, size_t count);

 private:
  struct Entry {
    std::string_view path;
    Place place;
  };
  void Build();
  // The slot of `path`, or the free one where it would go.
  uint32_t* Slot(std::string_view path);
  void Insert(std::string_view path, Place place);

  const worker::v1::Begin* begin_ = nullptr;
  bool built_ = false;
  std::vector<Entry> entries_;
  // Positions in `entries_` plus 1; 0 is free. A power of two, at most half full.
  std::vector<uint32_t> slots_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_TOOL_PATHS_H_
