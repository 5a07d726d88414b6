#include <climits>
#include <cstdio>
#include <string>

#include "hello/signals.h"
#include "hello/verbs.h"

namespace tscompose::hello {

// Line i is its number, a space, and dots up to the size; the newline counts.
int run_write_lines(Arguments& arguments) {
  std::FILE* out = arguments.flag("--stderr") ? stderr : stdout;
  long pause_ms = arguments.number_option("--every", 0);
  timespec pause{pause_ms / 1000, pause_ms % 1000 * 1000000};
  sigset_t signals{};
  if (pause_ms > 0) signals = block_stop_signals();
  const auto& operands = arguments.operands(2, 2);
  long count = parse_number(operands[0], LONG_MAX);
  auto size = static_cast<std::size_t>(parse_number(operands[1], 64 << 20));
  static char buffer[64 * 1024];
  std::setvbuf(out, buffer, _IOFBF, sizeof buffer);
  std::string line;
  for (long i = 1; i <= count; ++i) {
    line = std::to_string(i);
    line += ' ';
    if (line.size() + 1 < size) line.append(size - line.size() - 1, '.');
    line += '\n';
    if (std::fwrite(line.data(), 1, line.size(), out) != line.size()) return kExitFailed;
    if (pause_ms == 0) continue;
    std::fflush(out);
    if (sigtimedwait(&signals, nullptr, &pause) > 0) return 0;
  }
  return std::fflush(out) == 0 ? 0 : kExitFailed;
}

}  // namespace tscompose::hello
