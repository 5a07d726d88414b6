#include "hello/signals.h"

#include <sys/signalfd.h>

namespace tscompose::hello {

sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

Fd stop_descriptor() {
  sigset_t signals = block_stop_signals();
  return Fd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

}  // namespace tscompose::hello
