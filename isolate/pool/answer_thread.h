#ifndef ISOBRIDGE_ISOLATE_POOL_ANSWER_THREAD_H_
#define ISOBRIDGE_ISOLATE_POOL_ANSWER_THREAD_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "bridge/program_checker.h"
#include "bridge/program_compiler.h"
#include "isolate/pool/event_loop.h"

namespace isobridge::isolate {

// Where compilers and checkers answer, if they would on the thread that serves all workers: what is made of an answer takes as
// long as the program and its catalog are large, and meanwhile no worker would be heard or killed.
//
// Thread-safe.
class AnswerThread {
 public:
  // All outlive it. `loop` is the thread to be kept free, `answers` another.
  AnswerThread(const EventLoop* loop, EventLoop* answers, bridge::ProgramCompiler* compiler, bridge::ProgramChecker* checker)
      : compiler_(loop, answers, compiler), checker_(loop, answers, checker) {}

  // The same, answering elsewhere.
  bridge::ProgramCompiler* compiler() { return &compiler_; }
  bridge::ProgramChecker* checker() { return &checker_; }

 private:
  class Compiler final : public bridge::ProgramCompiler {
   public:
    Compiler(const EventLoop* loop, EventLoop* answers, bridge::ProgramCompiler* compiler)
        : loop_(loop), answers_(answers), compiler_(compiler) {}
    void Compile(const std::string& tenant, const std::string& source, int language, Callback done) override;

   private:
    const EventLoop* const loop_;
    EventLoop* const answers_;
    bridge::ProgramCompiler* const compiler_;
  };

  class Checker final : public bridge::ProgramChecker {
   public:
    Checker(const EventLoop* loop, EventLoop* answers, bridge::ProgramChecker* checker)
        : loop_(loop), answers_(answers), checker_(checker) {}
    void Check(const std::string& tenant, const std::string& program,
               std::shared_ptr<const bridge::CheckedDeclarations> declarations, absl::Time asked, Callback done) override;
    void CheckDeclarations(const std::string& tenant, std::shared_ptr<const bridge::CheckedDeclarations> declarations,
                           Callback done) override;

   private:
    const EventLoop* const loop_;
    EventLoop* const answers_;
    bridge::ProgramChecker* const checker_;
  };

  Compiler compiler_;
  Checker checker_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_ANSWER_THREAD_H_
