#ifndef ISOBRIDGE_ISOLATE_WORKER_TOOL_PATHS_H_
#define ISOBRIDGE_ISOLATE_WORKER_TOOL_PATHS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/tool_names.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::isolate {

// Where a program finds its tools: "external_a", "tools.a.b". Dots separate; what stands before a dot is a container.
//
// A program with thousands of tools uses a few, so names are read where they came in, and nothing is made of them.
//
// Isolate thread only.
class ToolPaths {
 public:
  // `begin` must outlive the questions.
  void Reset(const worker::v1::Begin* begin);

  struct Place {
    enum class Kind { kNothing, kTool, kContainer };
    Kind kind = Kind::kNothing;
    // Its place in the manifest.
    uint32_t tool = 0;
  };
  Place Find(std::string_view path) const;

  // "external_a" of every tool, in the order of the manifest.
  std::vector<std::string> Functions() const;
  // The names inside a container; each once, in the order of the manifest.
  std::vector<std::string> Children(std::string_view container) const;

 private:
  std::vector<std::string_view> InManifestOrder() const;

  bridge::ToolNames names_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_TOOL_PATHS_H_
