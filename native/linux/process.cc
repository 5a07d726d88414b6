#include "linux/process.h"

#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Not in older headers of the C library.
#ifndef P_PIDFD
#define P_PIDFD 3
#endif

namespace tscompose::linux_api {

namespace {

constexpr int kIgnored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2};

}  // namespace

Error clone_process(pid_t& pid, Fd& pidfd, std::uint64_t namespaces, int cgroup) {
  int child_pidfd = -1;
  clone_args args{};
  args.flags = namespaces | CLONE_PIDFD;
  args.pidfd = reinterpret_cast<std::uint64_t>(&child_pidfd);
  args.exit_signal = SIGCHLD;
  if (cgroup >= 0) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = static_cast<std::uint64_t>(cgroup);
  }
  long result = ::syscall(SYS_clone3, &args, sizeof args);
  if (result < 0) return Error::last("clone3");
  pid = static_cast<pid_t>(result);
  if (pid > 0) pidfd.reset(child_pidfd);
  return Error::none();
}

Error send_signal(const Fd& pidfd, int signal) {
  if (::syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0) < 0) return Error::last("pidfd_send_signal");
  return Error::none();
}

Error reap(const Fd& pidfd, bool& ended, ExitStatus& status) {
  siginfo_t info{};
  auto kind = static_cast<idtype_t>(P_PIDFD);
  int result = TSC_RETRY(::waitid(kind, static_cast<id_t>(pidfd.get()), &info, WEXITED | WNOHANG));
  if (result < 0) return Error::last("waitid");
  ended = info.si_pid != 0;
  if (!ended) return Error::none();
  bool exited = info.si_code == CLD_EXITED;
  status.signal = exited ? 0 : info.si_status;
  status.code = exited ? info.si_status : 128 + info.si_status;
  return Error::none();
}

void wait_until_gone(const Fd& pidfd) {
  siginfo_t info{};
  (void)TSC_RETRY(::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(pidfd.get()), &info, WEXITED));
}

Error join_namespaces(const Fd& pidfd, std::uint64_t namespaces) {
  if (::syscall(SYS_setns, pidfd.get(), static_cast<int>(namespaces)) < 0) return Error::last("setns");
  return Error::none();
}

void ignore_signals() {
  for (int signal : kIgnored) (void)::signal(signal, SIG_IGN);
}

void reset_signals() {
  for (int signal : kIgnored) (void)::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  (void)::sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace tscompose::linux_api
