#include <climits>
#include <cerrno>

#include "hello/signals.h"
#include "hello/verbs.h"

namespace tscompose::hello {

int run_sleep(Arguments& arguments) {
  const auto& operands = arguments.operands(0, 1);
  sigset_t signals = block_stop_signals();
  if (operands.empty()) {
    int signal = 0;
    sigwait(&signals, &signal);
    return 0;
  }
  timespec wait{parse_number(operands[0], INT_MAX), 0};
  sigtimedwait(&signals, nullptr, &wait);
  return 0;
}

}  // namespace tscompose::hello
