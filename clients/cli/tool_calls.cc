#include "clients/cli/tool_calls.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/json_text.h"

namespace isobridge::cli {
namespace {

bool Matches(const AnswerCase& answer, const Json& args) {
  if (!answer.args.has_value()) return true;
  if (!args.is_object()) return false;
  const auto wanted = answer.args->object_range();
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const auto& member) { return args.contains(member.key()) && args.at(member.key()) == member.value(); });
}

}  // namespace

ToolCalls::ToolCalls(const ToolsFile& tools, size_t max_processes, ToolListener* listener)
    : max_processes_(max_processes), listener_(listener), wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  for (const Tool& tool : tools.tools) tools_[tool.name] = &tool;
  thread_ = std::thread([this] { Loop(); });
}

ToolCalls::~ToolCalls() {
  {
    absl::MutexLock lock(mu_);
    ended_ = true;
  }
  Wake();
  thread_.join();
}

void ToolCalls::Begin(ToolCall call) {
  {
    absl::MutexLock lock(mu_);
    begun_.push_back(std::move(call));
  }
  Wake();
}

void ToolCalls::Cancel(uint32_t id) {
  {
    absl::MutexLock lock(mu_);
    cancelled_.push_back(id);
  }
  Wake();
}

void ToolCalls::Wake() {
  const uint64_t one = 1;
  (void)!write(wake_fd_.get(), &one, sizeof(one));
}

void ToolCalls::Loop() {
  // A tool that does not read its arguments closes the pipe: that must not end this process.
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  while (TakeRequests()) {
    AdvanceProcesses();
    StartProcesses();
    SendDue();
    Wait();
  }
  // The processes were started by this thread and are killed when it ends, whatever happens.
  running_.clear();
}

bool ToolCalls::TakeRequests() {
  std::vector<ToolCall> begun;
  std::vector<uint32_t> cancelled;
  {
    absl::MutexLock lock(mu_);
    if (ended_) return false;
    begun.swap(begun_);
    cancelled.swap(cancelled_);
  }
  for (ToolCall& call : begun) Dispatch(std::move(call));
  for (uint32_t id : cancelled) Drop(id);
  return true;
}

void ToolCalls::Dispatch(ToolCall call) {
  const auto tool = tools_.find(call.tool);
  if (tool == tools_.end()) {
    listener_->OnAnswer(
        call.id, FailedAnswer("NO_TOOL", tools_.empty() ? absl::StrCat("no --tools file answers the calls of '", call.tool, "'")
                                                        : absl::StrCat("the tools file has no tool '", call.tool, "'")));
  } else if (const CasesTool* cases = std::get_if<CasesTool>(&tool->second->kind)) {
    AnswerFromCases(call, *cases);
  } else {
    waiting_.push_back(std::move(call));
  }
}

void ToolCalls::AnswerFromCases(const ToolCall& call, const CasesTool& tool) {
  const Json args = ParseJson(call.args_json, Numbers::kAsValues).value_or(Json::null());
  const auto found = std::find_if(tool.cases.begin(), tool.cases.end(),
                                  [&](const AnswerCase& one) { return times_used_[&one] < one.times && Matches(one, args); });
  if (found == tool.cases.end()) {
    listener_->OnAnswer(
        call.id, FailedAnswer("NO_CASE", absl::StrCat("no case of '", call.tool, "' in the tools file answers the arguments ",
                                                      call.args_json)));
    return;
  }
  ++times_used_[&*found];
  delayed_.emplace(absl::Now() + found->delay, Delayed{.id = call.id, .answer = found->answer});
}

void ToolCalls::StartProcesses() {
  while (!waiting_.empty() && running_.size() < max_processes_) {
    ToolCall call = std::move(waiting_.front());
    waiting_.pop_front();
    const CommandTool& tool = std::get<CommandTool>(tools_.at(call.tool)->kind);
    absl::StatusOr<std::unique_ptr<ToolProcess>> process = ToolProcess::Start(
        tool, call.args_json,
        {absl::StrCat("ISOBRIDGE_TOOL=", call.tool), absl::StrCat("ISOBRIDGE_IDEMPOTENCY_KEY=", call.idempotency_key)});
    if (!process.ok()) {
      listener_->OnAnswer(call.id, FailedAnswer("TOOL_FAILED", std::string(process.status().message())));
      continue;
    }
    const uint32_t id = call.id;
    running_.emplace(id, Running{.call = std::move(call), .process = *std::move(process)});
  }
}

void ToolCalls::AdvanceProcesses() {
  const absl::Time now = absl::Now();
  for (auto it = running_.begin(); it != running_.end();) {
    if (!it->second.process->Advance(now)) {
      ++it;
      continue;
    }
    const Running done = std::move(it->second);
    it = running_.erase(it);
    ToolAnswer answer = done.process->Answer();
    if (!answer.error.has_value() && !done.process->error_output().empty()) {
      listener_->OnToolLog(done.call.tool, done.process->error_output());
    }
    listener_->OnAnswer(done.call.id, std::move(answer));
  }
}

void ToolCalls::SendDue() {
  while (!delayed_.empty() && delayed_.begin()->first <= absl::Now()) {
    Delayed due = std::move(delayed_.begin()->second);
    delayed_.erase(delayed_.begin());
    listener_->OnAnswer(due.id, std::move(due.answer));
  }
}

void ToolCalls::Drop(uint32_t id) {
  running_.erase(id);
  std::erase_if(waiting_, [id](const ToolCall& call) { return call.id == id; });
  std::erase_if(delayed_, [id](const auto& entry) { return entry.second.id == id; });
}

void ToolCalls::Wait() {
  std::vector<pollfd> fds = {{.fd = wake_fd_.get(), .events = POLLIN, .revents = 0}};
  absl::Time until = delayed_.empty() ? absl::InfiniteFuture() : delayed_.begin()->first;
  for (const auto& [id, running] : running_) {
    running.process->AppendPollFds(&fds);
    until = std::min(until, running.process->deadline());
  }
  const absl::Duration left = std::clamp(until - absl::Now(), absl::ZeroDuration(), absl::Hours(1));
  // Rounded up: waking a moment too early would only spin.
  poll(fds.data(), fds.size(), static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(left, absl::Milliseconds(1)))));
  uint64_t wakes;
  (void)!read(wake_fd_.get(), &wakes, sizeof(wakes));
}

}  // namespace isobridge::cli
