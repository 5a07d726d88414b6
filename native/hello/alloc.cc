#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "hello/signals.h"
#include "hello/verbs.h"

namespace tscompose::hello {

namespace {

constexpr long kMostMib = 1 << 20;
constexpr std::size_t kMib = 1u << 20;

// Writes to every page, since one that nobody wrote to takes no memory.
int take_memory(long wanted) {
  for (long taken = 0; taken < wanted; ++taken) {
    void* piece = ::mmap(nullptr, kMib, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) {
      std::printf("%ld MiB, then: %s\n", taken, std::strerror(errno));
      return kExitFailed;
    }
    std::memset(piece, 1, kMib);
  }
  std::printf("%ld MiB\n", wanted);
  std::fflush(stdout);
  return 0;
}

void tell_end(int status) {
  if (WIFSIGNALED(status)) std::printf("the child was killed by signal %d\n", WTERMSIG(status));
  else std::printf("the child ended with %d\n", WEXITSTATUS(status));
  std::fflush(stdout);
}

}  // namespace

int run_alloc(Arguments& arguments) {
  bool in_child = arguments.flag("--in-child");
  long wanted = parse_number(arguments.operands(1, 1)[0], kMostMib);
  sigset_t signals = block_stop_signals();
  if (in_child) {
    pid_t child = ::fork();
    if (child == 0) ::_exit(take_memory(wanted));
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) < 0) {
      std::perror("hello: child");
      return kExitFailed;
    }
    tell_end(status);
  } else if (int code = take_memory(wanted); code != 0) {
    return code;
  }
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}

}  // namespace tscompose::hello
