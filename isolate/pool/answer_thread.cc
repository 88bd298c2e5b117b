#include "isolate/pool/answer_thread.h"

#include <functional>
#include <utility>

namespace isobridge::isolate {
namespace {

// Calls `done` on the thread of `answers` instead of that of `loop`, and at once on any other.
template <typename Result>
std::function<void(Result)> Elsewhere(const EventLoop* loop, EventLoop* answers, std::function<void(Result)> done) {
  return [loop, answers, done = std::move(done)](Result result) {
    if (!loop->InLoop()) return done(std::move(result));
    answers->Post([done, result = std::move(result)] { done(result); });
  };
}

}  // namespace

void AnswerThread::Compiler::Compile(const std::string& tenant, const std::string& source, int language, Callback done) {
  compiler_->Compile(tenant, source, language, Elsewhere(loop_, answers_, std::move(done)));
}

void AnswerThread::Checker::Check(const std::string& tenant, const std::string& program,
                                  std::shared_ptr<const bridge::CheckedDeclarations> declarations, absl::Time asked,
                                  Callback done) {
  checker_->Check(tenant, program, std::move(declarations), asked, Elsewhere(loop_, answers_, std::move(done)));
}

void AnswerThread::Checker::CheckDeclarations(const std::string& tenant,
                                              std::shared_ptr<const bridge::CheckedDeclarations> declarations, Callback done) {
  checker_->CheckDeclarations(tenant, std::move(declarations), Elsewhere(loop_, answers_, std::move(done)));
}

}  // namespace isobridge::isolate
