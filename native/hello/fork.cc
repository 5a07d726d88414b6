#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>

#include "hello/signals.h"
#include "hello/verbs.h"

namespace tscompose::hello {

namespace {

constexpr long kSecond = 1;

// Forks as often as it is let, in every process that it makes, for ever.
[[noreturn]] void bomb() {
  for (;;) (void)::fork();
}

}  // namespace

int run_fork(Arguments& arguments) {
  bool endless = arguments.flag("--bomb");
  const auto& operands = arguments.operands(endless ? 0 : 1, endless ? 0 : 1);
  if (endless) bomb();
  sigset_t signals = block_stop_signals();
  long wanted = parse_number(operands[0], INT_MAX);
  for (long made = 0; made < wanted; ++made) {
    pid_t child = ::fork();
    if (child == 0) {
      for (;;) ::sleep(kSecond);
    }
    if (child > 0) continue;
    std::printf("%ld processes, then: %s\n", made, std::strerror(errno));
    return kExitFailed;
  }
  std::printf("%ld processes\n", wanted);
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}

}  // namespace tscompose::hello
