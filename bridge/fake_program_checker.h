#ifndef ISOBRIDGE_BRIDGE_FAKE_PROGRAM_CHECKER_H_
#define ISOBRIDGE_BRIDGE_FAKE_PROGRAM_CHECKER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/program_checker.h"

namespace isobridge::bridge {

// Finds what a test tells it to, at once or when the test says.
class FakeProgramChecker final : public ProgramChecker {
 public:
  void Check(const std::string& tenant, const std::string& program, std::shared_ptr<const CheckedDeclarations> declarations,
             absl::Time asked, Callback done) override {
    last_asked = asked;
    programs.push_back(program);
    tenants.push_back(tenant);
    last_declarations = declarations->text;
    if (hold) {
      waiting = std::move(done);
    } else {
      Answer(done, report);
    }
  }
  void CheckDeclarations(const std::string& tenant, std::shared_ptr<const CheckedDeclarations> declarations,
                         Callback done) override {
    declaration_sets.push_back(declarations->text);
    if (hold_declarations) {
      waiting = std::move(done);
    } else {
      Answer(done, declarations_report);
    }
  }
  void Answer(const Callback& done, const TypeReport& answer) {
    if (!refusal.ok()) return done(refusal);
    done(CheckResult{.report = std::make_shared<const TypeReport>(answer), .cached = true});
  }

  TypeReport report;
  TypeReport declarations_report;
  absl::Status refusal;
  bool hold = false;
  bool hold_declarations = false;
  Callback waiting;
  std::vector<std::string> programs;
  std::vector<std::string> tenants;
  std::vector<std::string> declaration_sets;
  std::string last_declarations;
  absl::Time last_asked;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FAKE_PROGRAM_CHECKER_H_
