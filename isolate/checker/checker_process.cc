#include "isolate/checker/checker_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "absl/log/log.h"
#include "absl/strings/str_cat.h"
#include "isolate/checker/sandbox_lib.h"
#include "simdutf.h"

namespace isobridge::isolate {
namespace {

constexpr std::string_view kFolder = "/c";
constexpr std::string_view kConfigFile = "/c/tsconfig.json";
constexpr std::string_view kLibFile = "/c/lib.d.ts";
constexpr std::string_view kLibModuleFile = "/c/iterator.d.ts";
constexpr std::string_view kToolsFile = "/c/tools.d.ts";
constexpr std::string_view kProgramFile = "/c/program.ts";
// Strict, so that inference is exact; what is thrown is `any`, since programs look at its message without asking. What of the
// findings stops a program is not the checker's to say.
constexpr std::string_view kConfig = R"({"compilerOptions": {"strict": true, "useUnknownInCatchVariables": false, "noEmit": true,
  "noLib": true, "types": [], "target": "esnext", "module": "esnext", "moduleResolution": "bundler", "moduleDetection": "force",
  "skipLibCheck": false, "noErrorTruncation": true}, "files": ["lib.d.ts", "iterator.d.ts", "tools.d.ts", "program.ts"]})";

// A socket or a pipe holds less than so many reads bring.
constexpr int kReadsInARow = 16;
// Of what it asks, and says, in one check.
constexpr uint32_t kMaxRequests = 1'000;
constexpr size_t kMaxBytes = 2 * kMaxCheckerMessageBytes;
// Of answers that it doesn't read, beside a few copies of all its files.
constexpr size_t kMaxUnreadBytes = 1u << 20;
constexpr size_t kMaxUnreadCopies = 4;
constexpr size_t kMaxLastWords = 300;

uint32_t LengthOf(std::string_view text) {
  return static_cast<uint32_t>(simdutf::utf16_length_from_utf8(text.data(), text.size()));
}

std::string FileParams(const CheckerSnapshot& snapshot, std::string_view file) {
  return absl::StrCat(R"({"snapshot":)", snapshot.number, R"(,"project":)", bridge::Quoted(snapshot.project), R"(,"file":")",
                      file, R"("})");
}

// Above those that the child puts elsewhere.
Descriptor MoveUp(int descriptor) {
  Descriptor original(descriptor);
  return Descriptor(fcntl(original.get(), F_DUPFD_CLOEXEC, kCheckerExecutableFd + 1));
}

}  // namespace

absl::StatusOr<std::shared_ptr<CheckerProcess>> CheckerProcess::Start(EventLoop* loop, ChildProcesses* children,
                                                                      ConfinedExec* executable, uint64_t memory_bytes,
                                                                      Callbacks callbacks) {
  std::shared_ptr<CheckerProcess> checker(new CheckerProcess(loop, children, std::move(callbacks)));
  if (absl::Status status = checker->Spawn(executable, memory_bytes); !status.ok()) return status;
  if (absl::Status status = checker->WatchPipes(); !status.ok()) return status;
  checker->Prepare();
  return checker;
}

CheckerProcess::CheckerProcess(EventLoop* loop, ChildProcesses* children, Callbacks callbacks)
    : loop_(loop), children_(children), callbacks_(std::move(callbacks)) {
  files_.emplace(kConfigFile, kConfig);
  files_.emplace(kLibFile, kSandboxLib);
  files_.emplace(kLibModuleFile, kSandboxLibModule);
  files_.emplace(kToolsFile, "");
  files_.emplace(kProgramFile, "");
}

CheckerProcess::~CheckerProcess() {
  if (socket_watch_ != 0) loop_->Unwatch(socket_watch_);
  if (error_watch_ != 0) loop_->Unwatch(error_watch_);
  Stop();
}

absl::Status CheckerProcess::Spawn(ConfinedExec* executable, uint64_t memory_bytes) {
  int sockets[2];
  int errors[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return absl::ErrnoToStatus(errno, "socketpair");
  socket_ = Descriptor(sockets[0]);
  const Descriptor their_socket = MoveUp(sockets[1]);
  if (pipe2(errors, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "pipe2");
  standard_error_ = Descriptor(errors[0]);
  const Descriptor their_error = MoveUp(errors[1]);
  if (!their_socket.valid() || !their_error.valid()) return absl::ErrnoToStatus(errno, "fcntl(F_DUPFD_CLOEXEC)");
  if (fcntl(standard_error_.get(), F_SETFL, O_NONBLOCK) != 0) return absl::ErrnoToStatus(errno, "fcntl(O_NONBLOCK)");

  std::string callbacks = "--callbacks=readFile,fileExists,directoryExists,getAccessibleEntries,realpath";
  std::string folder(kFolder);
  std::string memory = absl::StrCat("GOMEMLIMIT=", memory_bytes / 2);
  char name[] = "tsc", api[] = "--api", async[] = "--async", cwd[] = "--cwd";
  char processors[] = "GOMAXPROCS=2", traces[] = "GOTRACEBACK=none";
  char* const arguments[] = {name, api, async, cwd, folder.data(), callbacks.data(), nullptr};
  char* const environment[] = {memory.data(), processors, traces, nullptr};
  const pid_t pid = executable->Start(their_socket.get(), their_error.get(), arguments, environment);
  if (pid < 0) return absl::ErrnoToStatus(errno, "can't start the checker");
  absl::StatusOr<std::shared_ptr<ChildProcess>> process = children_->Adopt(pid, /*group=*/pid);
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  children_->WhenEnded(*process_, [weak = weak_from_this()](const ChildExit& exit) {
    if (auto self = weak.lock()) self->OnExit(exit);
  });
  return absl::OkStatus();
}

absl::Status CheckerProcess::WatchPipes() {
  auto socket = loop_->Watch(socket_.get(), EPOLLIN | EPOLLOUT, [weak = weak_from_this()](uint32_t) {
    if (auto self = weak.lock()) self->OnSocket();
  });
  if (!socket.ok()) return socket.status();
  socket_watch_ = *socket;
  auto error = loop_->Watch(standard_error_.get(), EPOLLIN, [weak = weak_from_this()](uint32_t) {
    if (auto self = weak.lock()) self->ReadStandardError();
  });
  if (!error.ok()) return error.status();
  error_watch_ = *error;
  return absl::OkStatus();
}

// A first check, of nothing, makes it read the sandbox's declarations.
void CheckerProcess::Prepare() {
  done_ = [this](const absl::StatusOr<bridge::TypeReport>& report) {
    if (!report.ok()) return;
    if (!report->findings.empty()) return Fail("it finds faults in nothing");
    if (callbacks_.ready != nullptr) callbacks_.ready();
  };
  Ask("initialize", "null", [this](const bridge::SortedJson&) {
    Ask("updateSnapshot", absl::StrCat(R"({"openProjects":[")", kConfigFile, R"("]})"),
        [this](const bridge::SortedJson& result) { OnSnapshot(result, {}, [this](auto report) { Finish(std::move(report)); }); });
  });
}

void CheckerProcess::Check(const CheckSubject& subject, Done done) {
  process_->Signal(SIGCONT);
  done_ = std::move(done);
  requests_ = 0;
  bytes_ = 0;
  std::string changed = absl::StrCat("\"", kProgramFile, "\"");
  files_.find(kProgramFile)->second = subject.program;
  if (subject.declarations->digest != declarations_digest_) {
    declarations_digest_ = subject.declarations->digest;
    files_.find(kToolsFile)->second = subject.declarations->text;
    absl::StrAppend(&changed, ",\"", kToolsFile, "\"");
  }
  Ask("updateSnapshot", absl::StrCat(R"({"fileChanges":{"changed":[)", changed, "]}}"),
      [this, subject](const bridge::SortedJson& result) {
        OnSnapshot(result, subject, [this](auto report) { Finish(std::move(report)); });
      });
}

// Each check has a snapshot of its own; the one before is given up.
void CheckerProcess::OnSnapshot(const bridge::SortedJson& result, const CheckSubject& subject, Done done) {
  absl::StatusOr<CheckerSnapshot> snapshot = ReadSnapshot(result);
  if (!snapshot.ok()) return Fail(absl::StrCat("its answer can't be used: ", snapshot.status().message()));
  if (snapshot_.has_value()) Ask("release", absl::StrCat(R"({"snapshot":)", snapshot_->number, "}"), [](const auto&) {});
  snapshot_ = *std::move(snapshot);
  if (!subject.program.empty() || subject.declarations == nullptr) {
    return AskForFindings("getSemanticDiagnostics", kProgramFile, LengthOf(subject.program), {}, std::move(done));
  }
  const uint32_t length = LengthOf(subject.declarations->text);
  AskForFindings("getSyntacticDiagnostics", kToolsFile, length, {}, [this, length, done = std::move(done)](auto report) {
    AskForFindings("getSemanticDiagnostics", kToolsFile, length, *std::move(report), done);
  });
}

void CheckerProcess::AskForFindings(std::string_view method, std::string_view file, uint32_t length, bridge::TypeReport report,
                                    Done done) {
  Ask(method, FileParams(*snapshot_, file),
      [this, length, report = std::move(report), done = std::move(done)](const bridge::SortedJson& result) mutable {
        absl::StatusOr<bridge::TypeReport> found = ReadFindings(result, length);
        if (!found.ok()) return Fail(absl::StrCat("its answer can't be used: ", found.status().message()));
        for (bridge::TypeFinding& finding : found->findings) report.findings.push_back(std::move(finding));
        done(std::move(report));
      });
}

// Nobody asked for anything now: what it would do is its own affair.
void CheckerProcess::Finish(absl::StatusOr<bridge::TypeReport> report) {
  process_->Signal(SIGSTOP);
  if (done_ != nullptr) std::exchange(done_, nullptr)(std::move(report));
}

// ---- messages -------------------------------------------------------------------------------------------------------

void CheckerProcess::Ask(std::string_view method, std::string_view params, OnAnswer on_answer) {
  const uint64_t number = next_request_++;
  asked_.emplace(number, std::move(on_answer));
  Send(CheckerRequest(number, method, params));
}

const std::string* CheckerProcess::FileAt(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

size_t CheckerProcess::FileBytes() const {
  size_t bytes = 0;
  for (const auto& [path, text] : files_) bytes += text.size();
  return bytes;
}

void CheckerProcess::Answer(const CheckerMessage& request) {
  if (++requests_ > kMaxRequests) return Fail(absl::StrCat("it asked for more than ", kMaxRequests, " files"));
  if (unsent_.size() > kMaxUnreadBytes + kMaxUnreadCopies * FileBytes()) return Fail("it asks for more than it reads");
  const std::string* file = FileAt(request.argument);
  std::string result = "null";
  if (request.method == "readFile") {
    result = absl::StrCat(R"({"content":)", file == nullptr ? "null" : bridge::Quoted(*file), "}");
  } else if (request.method == "fileExists") {
    result = file == nullptr ? "false" : "true";
  } else if (request.method == "directoryExists") {
    result = request.argument == kFolder || request.argument == "/" ? "true" : "false";
  } else if (request.method == "getAccessibleEntries") {
    result = R"({"files":[],"directories":[]})";
  } else if (request.method == "realpath") {
    result = bridge::Quoted(request.argument);
  }
  Send(CheckerReply(request.id, result));
}

void CheckerProcess::OnMessage(std::string_view json) {
  absl::StatusOr<CheckerMessage> message = ReadCheckerMessage(json);
  if (!message.ok()) return Fail(absl::StrCat("its message can't be used: ", message.status().message()));
  if (message->kind == CheckerMessage::Kind::kRequest) return Answer(*message);
  const auto found = asked_.find(message->number);
  if (found == asked_.end()) return Fail("it answered what was not asked");
  if (message->kind == CheckerMessage::Kind::kFailure) return Fail(absl::StrCat("it refused a request: ", message->failure));
  const OnAnswer on_answer = std::move(found->second);
  asked_.erase(found);
  on_answer(message->result);
}

void CheckerProcess::Send(std::string_view bytes) {
  if (deaf_) return;
  unsent_.append(bytes);
  Flush();
}

void CheckerProcess::Flush() {
  size_t sent = 0;
  while (sent < unsent_.size()) {
    const ssize_t count = send(socket_.get(), unsent_.data() + sent, unsent_.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    // A full socket becomes writable again; that of a process which is gone is told of by its end.
    if (count < 0) break;
    sent += static_cast<size_t>(count);
  }
  unsent_.erase(0, sent);
}

void CheckerProcess::OnSocket() {
  // A callback may drop the last other reference.
  const std::shared_ptr<CheckerProcess> self = shared_from_this();
  if (deaf_) return;
  Flush();
  for (int reads = 0; reads < kReadsInARow; ++reads) {
    if (deaf_ || !ReadOnce()) return;
  }
  if (std::exchange(reading_later_, true)) return;
  loop_->Post([weak = weak_from_this()] {
    const auto later = weak.lock();
    if (later == nullptr) return;
    later->reading_later_ = false;
    later->OnSocket();
  });
}

// False: nothing more for now.
bool CheckerProcess::ReadOnce() {
  char buffer[16 << 10];
  const ssize_t count = recv(socket_.get(), buffer, sizeof(buffer), MSG_DONTWAIT);
  if (count < 0 && errno == EINTR) return true;
  // Its end is told of apart.
  if (count <= 0) return false;
  bytes_ += static_cast<size_t>(count);
  if (bytes_ > kMaxBytes) {
    Fail(absl::StrCat("it said more than ", kMaxBytes, " bytes"));
    return false;
  }
  reader_.Append({buffer, static_cast<size_t>(count)});
  std::string_view message;
  while (!deaf_) {
    switch (reader_.Next(&message)) {
      case CheckerMessageReader::Result::kNeedMore:
        return true;
      case CheckerMessageReader::Result::kBroken:
        Fail("it sent bytes that are no message");
        break;
      case CheckerMessageReader::Result::kMessage:
        OnMessage(message);
        break;
    }
  }
  return false;
}

void CheckerProcess::ReadStandardError() {
  char buffer[4096];
  for (ssize_t count; (count = read(standard_error_.get(), buffer, sizeof(buffer))) > 0;) {
    if (last_words_.size() >= kMaxLastWords) continue;
    last_words_.append(buffer, static_cast<size_t>(count));
    last_words_.resize(std::min(last_words_.size(), kMaxLastWords));
  }
}

// ---- its end --------------------------------------------------------------------------------------------------------

void CheckerProcess::Stop() {
  deaf_ = true;
  done_ = nullptr;
  if (process_ != nullptr) process_->Signal(SIGKILL);
}

absl::Duration CheckerProcess::CpuTime() const { return ended_cpu_.value_or(process_->CpuTime()); }

void CheckerProcess::OnExit(const ChildExit& exit) {
  ended_cpu_ = exit.cpu_time;
  ReadStandardError();
  Fail(last_words_.empty() ? exit.ToString() : absl::StrCat(exit.ToString(), ": ", last_words_));
}

void CheckerProcess::Fail(std::string reason) {
  if (deaf_) return;
  const std::shared_ptr<CheckerProcess> self = shared_from_this();
  const Done done = std::move(done_);
  Stop();
  if (done != nullptr) done(absl::UnavailableError("the type checker failed"));
  if (callbacks_.gone != nullptr) callbacks_.gone(reason);
}

}  // namespace isobridge::isolate
