#include <cerrno>
#include <climits>

#include "core/clock.h"
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
  const std::uint64_t end = monotonic_ms() + static_cast<std::uint64_t>(parse_number(operands[0], INT_MAX)) * 1000;
  for (std::uint64_t now = monotonic_ms(); now < end; now = monotonic_ms()) {
    const std::uint64_t left = end - now;
    timespec wait{static_cast<time_t>(left / 1000), static_cast<long>(left % 1000) * 1000000};
    // Who stood still in a freezer of cgroup v2 is woken without a signal.
    if (sigtimedwait(&signals, nullptr, &wait) > 0 || errno != EINTR) break;
  }
  return 0;
}

}  // namespace tscompose::hello
