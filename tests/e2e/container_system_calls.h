#ifndef ISOBRIDGE_TESTS_E2E_CONTAINER_SYSTEM_CALLS_H_
#define ISOBRIDGE_TESTS_E2E_CONTAINER_SYSTEM_CALLS_H_

#include <string_view>

namespace isobridge::e2e {

// What the default seccomp profile of container runtimes (Docker, containerd, Podman) lets a process without capabilities call,
// by subject, names between spaces; everything else fails with EPERM. `clone`, `clone3`, `personality` and `socket` are not here:
// they depend on their arguments. Nor are ptrace and process_vm_*, which the profile allows on newer kernels only.
inline constexpr std::string_view kContainerSystemCalls[] = {
    // Processes.
    "execve execveat exit exit_group fork vfork wait4 waitid waitpid kill tkill tgkill pidfd_open pidfd_send_signal "
    "process_mrelease getpid getppid gettid getpgid getpgrp getsid setpgid setsid set_tid_address prctl arch_prctl "
    "modify_ldt restart_syscall rseq set_thread_area get_thread_area seccomp landlock_create_ruleset landlock_add_rule "
    "landlock_restrict_self",
    // Who it is.
    "getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getresuid getresuid32 getresgid getresgid32 "
    "getgroups getgroups32 setuid setuid32 setgid setgid32 setreuid setreuid32 setregid setregid32 setresuid setresuid32 "
    "setresgid setresgid32 setgroups setgroups32 setfsuid setfsuid32 setfsgid setfsgid32 capget capset umask",
    // Signals.
    "rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait "
    "rt_sigtimedwait_time64 rt_tgsigqueueinfo sigaltstack signalfd signalfd4 sigprocmask sigreturn pause",
    // Memory.
    "brk mmap mmap2 munmap mremap mprotect madvise mincore msync mlock mlock2 mlockall munlock munlockall mseal "
    "map_shadow_stack remap_file_pages memfd_create memfd_secret membarrier pkey_alloc pkey_free pkey_mprotect shmat shmctl "
    "shmdt shmget",
    // Scheduling and limits.
    "sched_yield sched_getaffinity sched_setaffinity sched_getattr sched_setattr sched_getparam sched_setparam "
    "sched_getscheduler sched_setscheduler sched_get_priority_max sched_get_priority_min sched_rr_get_interval "
    "sched_rr_get_interval_time64 getcpu getpriority setpriority ioprio_get ioprio_set getrlimit ugetrlimit setrlimit "
    "prlimit64 getrusage times sysinfo uname",
    // Waiting for each other.
    "futex futex_time64 futex_wait futex_waitv futex_wake futex_requeue get_robust_list set_robust_list semget semctl semop "
    "semtimedop semtimedop_time64 msgget msgctl msgsnd msgrcv mq_open mq_unlink mq_notify mq_getsetattr mq_timedsend "
    "mq_timedsend_time64 mq_timedreceive mq_timedreceive_time64 ipc",
    // Clocks.
    "time gettimeofday clock_getres clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep "
    "clock_nanosleep_time64 nanosleep adjtimex clock_adjtime clock_adjtime64 alarm getitimer setitimer timer_create "
    "timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create "
    "timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64",
    // Descriptors and events.
    "read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 close close_range dup dup2 dup3 pipe pipe2 "
    "fcntl fcntl64 ioctl lseek _llseek poll ppoll ppoll_time64 select _newselect pselect6 pselect6_time64 epoll_create "
    "epoll_create1 epoll_ctl epoll_ctl_old epoll_wait epoll_wait_old epoll_pwait epoll_pwait2 eventfd eventfd2 splice tee "
    "vmsplice sendfile sendfile64 copy_file_range io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents "
    "io_pgetevents_time64 getrandom",
    // Sockets.
    "socketpair socketcall bind connect listen accept accept4 shutdown getsockname getpeername getsockopt setsockopt send "
    "sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64",
    // Files.
    "open openat openat2 creat stat stat64 lstat lstat64 fstat fstat64 fstatat64 newfstatat statx statfs statfs64 fstatfs "
    "fstatfs64 access faccessat faccessat2 readlink readlinkat getcwd chdir fchdir getdents getdents64 mkdir mkdirat rmdir "
    "mknod mknodat link linkat symlink symlinkat unlink unlinkat rename renameat renameat2 chmod fchmod fchmodat fchmodat2 "
    "chown chown32 lchown lchown32 fchown fchown32 fchownat truncate truncate64 ftruncate ftruncate64 fallocate fadvise64 "
    "fadvise64_64 readahead flock sync syncfs fsync fdatasync sync_file_range utime utimes utimensat utimensat_time64 "
    "futimesat getxattr lgetxattr fgetxattr setxattr lsetxattr fsetxattr listxattr llistxattr flistxattr removexattr "
    "lremovexattr fremovexattr cachestat name_to_handle_at fanotify_mark inotify_init inotify_init1 inotify_add_watch "
    "inotify_rm_watch",
};

}  // namespace isobridge::e2e

#endif  // ISOBRIDGE_TESTS_E2E_CONTAINER_SYSTEM_CALLS_H_
