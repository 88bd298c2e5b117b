#ifndef ISOBRIDGE_BRIDGE_CHECK_PROGRAM_CHECK_H_
#define ISOBRIDGE_BRIDGE_CHECK_PROGRAM_CHECK_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/catalog/catalog.h"
#include "bridge/check/catalog_types.h"
#include "bridge/program_checker.h"
#include "bridge/program_compiler.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// What a check of a program says.
struct ProgramVerdict {
  // See Diagnose.
  std::vector<isobridge::v1::Diagnostic> diagnostics;
  // Why the program could not be checked; empty: it was.
  std::string skipped;
  // It could not be checked another time either.
  bool skipped_for_good = false;
  // Why the types of no tool were looked at, although the program was checked; empty: they were.
  std::string untyped;
  // Tools that it was checked without the types of; one that names no tool is about all.
  std::vector<isobridge::v1::ToolNote> notes;
  bool cached = false;
  // Of the service itself, for reading what was found.
  absl::Duration cpu_time = absl::ZeroDuration();

  // Whether the program is not to run.
  bool Blocks(isobridge::v1::CheckMode mode) const;
};

// One program that is to be checked.
struct ProgramToCheck {
  std::string tenant;
  // As the client sent it, and what became of it.
  std::string source;
  std::shared_ptr<const CompiledProgram> program;
  std::shared_ptr<const Catalog> catalog;
  // Whether each tool may be called; empty: all.
  std::vector<bool> allowed_tools;
  // Arguments that don't match their schemas make a call fail.
  bool arguments_enforced = true;
};

// Checks programs against the types of their tools: what executions and the rpc `Check` share.
//
// Thread-safe.
class ProgramCheck {
 public:
  // Both outlive it. `default_mode`: what CHECK_MODE_UNSPECIFIED means for TypeScript.
  ProgramCheck(ProgramChecker* checker, CatalogTypes* types, isobridge::v1::CheckMode default_mode)
      : checker_(checker), types_(types), default_mode_(default_mode) {}

  isobridge::v1::CheckMode ModeFor(isobridge::v1::CheckMode asked, isobridge::v1::Language language) const;

  // Calls `done`, perhaps before returning.
  void Check(ProgramToCheck program, std::function<void(ProgramVerdict)> done) const;

 private:
  ProgramChecker* const checker_;
  CatalogTypes* const types_;
  const isobridge::v1::CheckMode default_mode_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_PROGRAM_CHECK_H_
