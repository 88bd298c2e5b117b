#ifndef ISOBRIDGE_BRIDGE_TOOL_CONTRACTS_H_
#define ISOBRIDGE_BRIDGE_TOOL_CONTRACTS_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "bridge/catalog/catalog.h"
#include "bridge/schema/compiled_schema.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// Holds the arguments and results of calls against the schemas of their tools. A schema is made ready when its tool is first
// called.
//
// Thread-compatible, unless it says otherwise. The catalog outlives it.
class ToolContracts {
 public:
  // Neither mode is MODE_UNSPECIFIED.
  struct Modes {
    isobridge::v1::Validation::Mode arguments = isobridge::v1::Validation::MODE_ENFORCE;
    isobridge::v1::Validation::Mode results = isobridge::v1::Validation::MODE_WARN;
  };

  ToolContracts(Modes modes, const Catalog* catalog) : modes_(modes), catalog_(catalog) {}

  // Whether RefuseArguments would take more than about a millisecond, or it is not known. On any thread.
  bool TakesLong(uint32_t tool, std::string_view args_json) const;
  // Whether holding a value against a schema ever did; then it may again. On any thread.
  bool took_long() const { return took_long_; }
  // What the program is told if the call is not to be made. `args_json` is JSON.
  std::optional<std::string> RefuseArguments(uint32_t call, uint32_t tool, std::string_view args_json);
  // What the program is told if the result is not to reach it. Of text that is no JSON nothing is said: the worker finds it.
  std::optional<std::string> RefuseResult(uint32_t call, uint32_t tool, std::string_view result_json);

  // What it took of the service's processor time: it counts as the program's own.
  absl::Duration cpu_time() const { return cpu_time_; }

  // What it takes in memory beside the catalog: the schemas, for which that had no room.
  uint64_t bytes() const { return bytes_; }

  // What was found and let pass: one warning for each tool and kind, which says how often.
  void AddWarnings(google::protobuf::RepeatedPtrField<isobridge::v1::Warning>* warnings) const;

 private:
  using Side = Catalog::Side;
  struct Finding {
    std::string first;
    uint32_t times = 0;
  };

  // Null if it can't be used: a warning says why.
  const CompiledSchema* SchemaOf(uint32_t tool, Side side);
  // Making them takes long, and the catalog may have no room.
  const std::string& ParametersOf(uint32_t tool);
  // What is wrong, or nothing.
  std::optional<std::string> Check(uint32_t tool, Side side, std::string_view json);
  std::optional<std::string> Judge(isobridge::v1::Validation::Mode mode, uint32_t call, uint32_t tool, Side side,
                                   std::string_view json);
  void Note(isobridge::v1::Warning::Code code, uint32_t tool, std::string message);

  const Modes modes_;
  const Catalog* const catalog_;
  mutable std::atomic<bool> took_long_ = false;
  // Those that were needed, of both.
  std::map<std::pair<uint32_t, Side>, std::shared_ptr<const Catalog::ReadySchema>> schemas_;
  std::map<uint32_t, std::string> parameters_;
  uint64_t bytes_ = 0;
  absl::Duration cpu_time_;
  std::map<std::pair<isobridge::v1::Warning::Code, uint32_t>, Finding> findings_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TOOL_CONTRACTS_H_
