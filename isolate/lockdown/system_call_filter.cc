#include "isolate/lockdown/system_call_filter.h"

#include <asm/prctl.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>

namespace isobridge::isolate {
namespace {

// Stands in the program for the process's own id until Install. Larger than any process id (2^22).
constexpr uint32_t kOwnPidPlaceholder = 0x5eaf00d5;
// For arguments of type int: the upper half of the register is not the kernel's business.
constexpr uint64_t kInt = 0xffffffff;

// libseccomp's name for what SCMP_ACT_KILL_PROCESS needs: Linux 4.14.
constexpr unsigned kApiOfKillProcess = 3;

using Context = std::unique_ptr<void, void (*)(scmp_filter_ctx)>;

constexpr int kAllowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(munmap),
    SCMP_SYS(brk),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getrandom),
    SCMP_SYS(nanosleep),
    SCMP_SYS(getrusage),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getcpu),
    SCMP_SYS(sched_yield),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall),
};

// ICU and glibc look for files that they can do without, as Go does.
constexpr int kNoSuchFile[] = {
    SCMP_SYS(open),       SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(stat),   SCMP_SYS(lstat),   SCMP_SYS(statx),
};

// A checker wants to be told its own path at its start, and that its libraries lie there. It is told the path, and of every file
// that it is there, and nothing else about it.
constexpr int kReadLink[] = {SCMP_SYS(readlink), SCMP_SYS(readlinkat)};
constexpr int kLookAtFile[] = {SCMP_SYS(newfstatat)};

constexpr int kNotPermitted[] = {
    SCMP_SYS(ioctl),        SCMP_SYS(fstat),     SCMP_SYS(lseek),       SCMP_SYS(prctl),     SCMP_SYS(pkey_alloc),
    SCMP_SYS(pkey_free),    SCMP_SYS(getrlimit), SCMP_SYS(sysinfo),     SCMP_SYS(setrlimit), SCMP_SYS(prlimit64),
    SCMP_SYS(rt_sigaction), SCMP_SYS(uname),     SCMP_SYS(sigaltstack),
};

struct Rule {
  uint32_t action;
  int call;
  std::initializer_list<scmp_arg_cmp> arguments;
};

bool Add(const Context& context, const Rule& rule) {
  return seccomp_rule_add_array(context.get(), rule.action, rule.call, static_cast<unsigned>(rule.arguments.size()),
                                rule.arguments.begin()) == 0;
}

template <size_t n>
bool AddAll(const Context& context, uint32_t action, const int (&calls)[n]) {
  for (int call : calls) {
    if (!Add(context, {action, call, {}})) return false;
  }
  return true;
}

bool AddMemoryRules(const Context& context) {
  const scmp_arg_cmp not_executable = SCMP_A2_64(SCMP_CMP_MASKED_EQ, ~uint64_t{PROT_READ | PROT_WRITE}, 0);
  const uint64_t flags_without_effect = MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_NORESERVE | MAP_STACK;
  const scmp_arg_cmp anonymous = SCMP_A3_64(SCMP_CMP_MASKED_EQ, ~flags_without_effect, uint64_t{MAP_PRIVATE | MAP_ANONYMOUS});
  const scmp_arg_cmp may_move = SCMP_A3_64(SCMP_CMP_MASKED_EQ, ~uint64_t{MREMAP_MAYMOVE}, 0);
  return Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(mmap), {not_executable, anonymous}}) &&
         Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(mprotect), {not_executable}}) &&
         Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(pkey_mprotect), {not_executable}}) &&
         Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(mremap), {may_move}});
}

// What malloc and V8 use, and neighbours that do no harm: up to DOFORK, HUGEPAGE to DODUMP. Few rules, for a short program.
// Merging pages with those of other processes (MERGEABLE) would tell what they hold.
bool AddAdviceRules(const Context& context) {
  static_assert(MADV_DONTNEED < MADV_DOFORK && MADV_FREE < MADV_DOFORK && MADV_DONTFORK < MADV_DOFORK && MADV_DOFORK == 11);
  static_assert(MADV_HUGEPAGE == 14 && MADV_NOHUGEPAGE == 15 && MADV_DONTDUMP == 16 && MADV_DODUMP == 17);
  return Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(madvise), {SCMP_A2_64(SCMP_CMP_LE, uint64_t{MADV_DOFORK})}}) &&
         Add(context, {SCMP_ACT_ALLOW,
                       SCMP_SYS(madvise),
                       {SCMP_A2_64(SCMP_CMP_MASKED_EQ, kInt & ~uint64_t{1}, uint64_t{MADV_HUGEPAGE})}}) &&
         Add(context,
             {SCMP_ACT_ALLOW, SCMP_SYS(madvise), {SCMP_A2_64(SCMP_CMP_MASKED_EQ, kInt & ~uint64_t{1}, uint64_t{MADV_DONTDUMP})}});
}

bool AddFutexRules(const Context& context) {
  const uint64_t command = kInt & ~uint64_t{FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME};
  static_assert(FUTEX_WAIT == 0 && FUTEX_WAKE == 1);
  return Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(futex), {SCMP_A1_64(SCMP_CMP_MASKED_EQ, command & ~uint64_t{1}, FUTEX_WAIT)}}) &&
         Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(futex), {SCMP_A1_64(SCMP_CMP_MASKED_EQ, command, FUTEX_WAIT_BITSET)}}) &&
         Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(futex), {SCMP_A1_64(SCMP_CMP_MASKED_EQ, command, FUTEX_WAKE_BITSET)}});
}

// A clock with a negative id counts the processor time of whatever process is in the id: a neighbour could be watched computing.
bool AddClockRules(const Context& context) {
  const scmp_arg_cmp no_process = SCMP_A0_64(SCMP_CMP_MASKED_EQ, uint64_t{1} << 31, 0);
  const scmp_arg_cmp a_process = SCMP_A0_64(SCMP_CMP_MASKED_EQ, uint64_t{1} << 31, uint64_t{1} << 31);
  const scmp_arg_cmp itself = SCMP_A0_64(SCMP_CMP_MASKED_EQ, kInt, 0);
  for (const int call : {SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep)}) {
    if (!Add(context, {SCMP_ACT_ALLOW, call, {no_process}})) return false;
    if (!Add(context, {SCMP_ACT_ERRNO(EPERM), call, {a_process}})) return false;
  }
  return Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(sched_getaffinity), {itself}}) &&
         Add(context, {SCMP_ACT_ERRNO(EPERM), SCMP_SYS(sched_getaffinity), {SCMP_A0_64(SCMP_CMP_GT, 0)}});
}

bool AddProgramRules(const Context& context) {
  return AddClockRules(context) && AddAll(context, SCMP_ACT_ALLOW, kAllowed) &&
         AddAll(context, SCMP_ACT_ERRNO(ENOENT), kNoSuchFile) && AddAll(context, SCMP_ACT_ERRNO(ENOENT), kReadLink) &&
         AddAll(context, SCMP_ACT_ERRNO(ENOENT), kLookAtFile) && AddAll(context, SCMP_ACT_ERRNO(EPERM), kNotPermitted) &&
         AddMemoryRules(context) && AddAdviceRules(context) && AddFutexRules(context) &&
         Add(context, {SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), {}}) &&
         Add(context, {SCMP_ACT_ALLOW,
                       SCMP_SYS(tgkill),
                       {SCMP_A0_64(SCMP_CMP_MASKED_EQ, kInt, kOwnPidPlaceholder),
                        SCMP_A2_64(SCMP_CMP_MASKED_EQ, kInt, uint64_t{SIGABRT})}});
}

constexpr int kAllowedToCheckers[] = {
    SCMP_SYS(read),           SCMP_SYS(write),           SCMP_SYS(munmap),        SCMP_SYS(brk),
    SCMP_SYS(getpid),         SCMP_SYS(gettid),          SCMP_SYS(getrandom),     SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),   SCMP_SYS(sched_yield),     SCMP_SYS(exit),          SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn),   SCMP_SYS(restart_syscall), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_pwait),    SCMP_SYS(eventfd2),        SCMP_SYS(close),         SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack),     SCMP_SYS(getrusage),     SCMP_SYS(mincore),
    SCMP_SYS(getcwd),
};

// What Go asks at its start and can do without.
constexpr int kNotPermittedToCheckers[] = {
    SCMP_SYS(ioctl),   SCMP_SYS(fstat), SCMP_SYS(lseek),     SCMP_SYS(prctl),     SCMP_SYS(getrlimit),
    SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(setrlimit), SCMP_SYS(prlimit64), SCMP_SYS(fanotify_init),
};

// As Go starts a thread of its process; a process of its own it can't start.
bool AddThreadRules(const Context& context) {
  const uint64_t thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_SYSVSEM | CLONE_THREAD;
  const uint64_t without_effect = CLONE_SETTLS;
  bool added = Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(clone), {SCMP_A0_64(SCMP_CMP_MASKED_EQ, ~without_effect, thread)}});
#if defined(__x86_64__)
  added = added && Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(arch_prctl), {SCMP_A0_64(SCMP_CMP_EQ, uint64_t{ARCH_SET_FS})}});
#endif
  return added && Add(context, {SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), {}});
}

bool AddCheckerRules(const Context& context) {
  const scmp_arg_cmp itself = SCMP_A0_64(SCMP_CMP_MASKED_EQ, kInt, kOwnPidPlaceholder);
  const scmp_arg_cmp executable = SCMP_A0_64(SCMP_CMP_MASKED_EQ, kInt, uint64_t{kCheckerExecutableFd});
  const scmp_arg_cmp without_path = SCMP_A4_64(SCMP_CMP_MASKED_EQ, kInt, uint64_t{AT_EMPTY_PATH});
  return AddClockRules(context) && AddAll(context, SCMP_ACT_ALLOW, kAllowedToCheckers) &&
         AddAll(context, SCMP_ACT_ERRNO(ENOENT), kNoSuchFile) && AddAll(context, SCMP_ACT_ALLOW, kReadLink) &&
         AddAll(context, SCMP_ACT_ERRNO(0), kLookAtFile) && AddAll(context, SCMP_ACT_ERRNO(EPERM), kNotPermittedToCheckers) &&
         AddMemoryRules(context) && AddAdviceRules(context) && AddFutexRules(context) && AddThreadRules(context) &&
         Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(tgkill), {itself}}) &&
         Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(fcntl), {SCMP_A1_64(SCMP_CMP_MASKED_EQ, kInt, uint64_t{F_GETFD})}}) &&
         Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(fcntl), {SCMP_A1_64(SCMP_CMP_MASKED_EQ, kInt, uint64_t{F_GETFL})}}) &&
         Add(context, {SCMP_ACT_ALLOW, SCMP_SYS(execveat), {executable, without_path}});
}

// A binary tree over the call numbers. The kernel runs a new filter once for each call there is, to find those that are always
// allowed, so a long chain makes its installation slow.
bool SetAttributes(const Context& context) {
  return seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
         seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0;
}

bool ComparesWithPlaceholder(const sock_filter& instruction) {
  return instruction.code == (BPF_JMP | BPF_JEQ | BPF_K) && instruction.k == kOwnPidPlaceholder;
}

}  // namespace

std::string SystemCallFilter::Prepare(FilterFor whom) {
  // libseccomp would ask the kernel which actions it has, and gVisor doesn't tell, though it has them. What the filter does is
  // tested at the service's start.
  if (seccomp_api_set(kApiOfKillProcess) != 0) return "lockdown: libseccomp is too old";
  const Context context(seccomp_init(SCMP_ACT_KILL_PROCESS), seccomp_release);
  if (context == nullptr) return "lockdown: seccomp_init failed";
  const bool added = whom == FilterFor::kProgram ? AddProgramRules(context) : AddCheckerRules(context);
  if (!SetAttributes(context) || !added) return "lockdown: libseccomp refused a rule";

  size_t bytes = 0;
  if (seccomp_export_bpf_mem(context.get(), nullptr, &bytes) != 0) return "lockdown: seccomp_export_bpf_mem gave no size";
  program_.resize(bytes / sizeof(sock_filter));
  if (seccomp_export_bpf_mem(context.get(), program_.data(), &bytes) != 0) return "lockdown: seccomp_export_bpf_mem failed";

  int places = 0;
  for (size_t i = 0; i < program_.size(); ++i) {
    if (!ComparesWithPlaceholder(program_[i])) continue;
    own_pid_ = i;
    ++places;
  }
  if (places != 1) return "lockdown: the filter compares with the process id " + std::to_string(places) + " times, not once";
  return "";
}

std::string SystemCallFilter::Install() {
  if (program_.empty()) return "lockdown: the filter was not prepared";
  program_[own_pid_].k = static_cast<uint32_t>(getpid());
  const sock_fprog program = {static_cast<unsigned short>(program_.size()), program_.data()};
  // No SPEC_ALLOW: speculation stays mitigated. TSYNC answers with the id of a thread that couldn't be covered.
  const long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  if (result == 0) return "";
  if (result > 0) return "lockdown: seccomp could not cover thread " + std::to_string(result);
  return std::string("lockdown: seccomp: ") + std::strerror(errno);
}

}  // namespace isobridge::isolate
