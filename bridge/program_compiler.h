#ifndef ISOBRIDGE_BRIDGE_PROGRAM_COMPILER_H_
#define ISOBRIDGE_BRIDGE_PROGRAM_COMPILER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace isobridge::bridge {

// What became of a source. Immutable, shared with the cache.
struct CompiledProgram {
  // The body of an async function with parameter `input`; empty if there is an error.
  std::string code;
  // `worker.v1.Compiled.inserted_breaks`; goes to the worker with the code.
  std::vector<uint32_t> inserted_breaks;
  // isobridge.v1.ProgramForm
  int form = 0;
  bool fenced = false;

  // What a type checker is to look at: after `checked_prefix` UTF-16 code units it has the source's lines and columns. Empty: the
  // source as it is.
  std::string checked_text;
  uint32_t checked_prefix = 0;

  // Where the program names a tool, or what holds tools; see worker.v1.ToolUse. Positions are UTF-16 code units in the source,
  // ascending within a use: start, name_start, name_end, end.
  struct ToolUse {
    std::string path;
    uint32_t name_start = 0;
    uint32_t name_end = 0;
    uint32_t start = 0;
    uint32_t end = 0;
    bool called = false;
    bool in_loop = false;
    bool in_function = false;
    bool conditional = false;
    bool dynamic = false;
  };
  std::vector<ToolUse> tool_uses;
  // Not all of them are listed.
  bool more_tool_uses = false;

  // Set if the source can't be compiled; 1-based position in the source, 0 if unknown.
  std::string error;
  uint32_t line = 0;
  uint32_t column = 0;
  // The error is a construct that is refused, or the compiler's own limit, rather than a mistake in the syntax.
  bool unsupported = false;
  bool over_limit = false;

  // With `over_limit`, if the compiler took too long: which limit of time that was, and how long it took.
  struct TimeLimit {
    std::string name;
    absl::Duration limit;
    absl::Duration used;
  };
  std::optional<TimeLimit> time_limit;
};

struct CompileResult {
  std::shared_ptr<const CompiledProgram> program;
  bool cached = false;
  // Processor time that compiling took; zero for one who waited for another's compilation.
  absl::Duration cpu_time = absl::ZeroDuration();
};

// Turns sources into JavaScript that a worker runs.
//
// Thread-safe.
class ProgramCompiler {
 public:
  using Callback = std::function<void(absl::StatusOr<CompileResult>)>;

  virtual ~ProgramCompiler() = default;

  // Calls `done`, perhaps before returning. A source that is wrong is an OK result with `error`; a status is our own failure:
  // UNAVAILABLE or RESOURCE_EXHAUSTED. `tenant` keeps compilers apart: one serves one tenant at a time. `language` is an
  // isobridge.v1.Language.
  virtual void Compile(const std::string& tenant, const std::string& source, int language, Callback done) = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_PROGRAM_COMPILER_H_
