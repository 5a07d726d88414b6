#include "init/small_init.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "core/io.h"

namespace tscompose::init {

namespace {

constexpr std::string_view kName = "/sbin/tscompose-init";
constexpr std::size_t kCommandLineLimit = 64u << 10;
// The kernel's own, sent for what this process does itself.
constexpr int kOwn[] = {SIGFPE, SIGILL, SIGSEGV, SIGBUS, SIGABRT, SIGTRAP, SIGSYS};

// What a listing of processes shows is still the monitor's command line; whose container it is concerns nobody inside.
void rename_process() {
  (void)::prctl(PR_SET_NAME, kName.substr(kName.rfind('/') + 1).data(), 0, 0, 0);
  std::string shown;
  if (!read_file(shown, AT_FDCWD, "/proc/self/cmdline", kCommandLineLimit).ok() || shown.empty()) return;
  // The arguments lie one after the other, the first one's NUL before the second (proc(5)).
  std::memset(program_invocation_name, 0, shown.size());
  std::memcpy(program_invocation_name, kName.data(), std::min(kName.size(), shown.size() - 1));
}

int code_of(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

// True when the program has ended.
bool reap_children(pid_t program, int& code) {
  bool ended = false;
  for (;;) {
    int status = 0;
    pid_t pid = TSC_RETRY(::waitpid(-1, &status, WNOHANG));
    if (pid <= 0) return ended;
    if (pid != program) continue;
    code = code_of(status);
    ended = true;
  }
}

[[noreturn]] void look_after(pid_t program, const sigset_t& signals) {
  // The channel among them: its end tells the monitor that the program runs.
  (void)::syscall(SYS_close_range, 3, ~0u, 0);
  rename_process();
  int code = 0;
  while (!reap_children(program, code)) {
    int signal = TSC_RETRY(::sigwaitinfo(&signals, nullptr));
    if (signal > 0 && signal != SIGCHLD) (void)::kill(program, signal);
  }
  ::_exit(code);
}

}  // namespace

Error run_below_init() {
  // Before there is a child, so that no signal of its end is missed. Blocked, they wait even where they are ignored (signal(7)).
  sigset_t signals;
  sigfillset(&signals);
  for (int own : kOwn) sigdelset(&signals, own);
  if (::sigprocmask(SIG_SETMASK, &signals, nullptr) < 0) return Error::last("sigprocmask");
  // The monitor's death takes this process along, and with it all others of the namespace.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) return Error::last("prctl(PR_SET_PDEATHSIG)");
  // Where it is not the first process of its PID namespace, orphans would go to another one.
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0) return Error::last("prctl(PR_SET_CHILD_SUBREAPER)");
  pid_t program = ::fork();
  if (program < 0) return Error::last("fork");
  if (program > 0) look_after(program, signals);
  if (::setpgid(0, 0) < 0) return Error::last("setpgid");
  // SIGTTOU, which this brings about from the background, is blocked until the program runs.
  if (::isatty(STDIN_FILENO) != 0 && ::tcsetpgrp(STDIN_FILENO, ::getpid()) < 0) return Error::last("tcsetpgrp");
  return Error::none();
}

}  // namespace tscompose::init
