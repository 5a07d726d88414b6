// The channel between a starting process and the monitor: a sequenced socket pair whose far end closes by itself when the
// process executes its program. Failures come back as step, call, errno and subject; a terminal's master as a descriptor.
#pragma once
#include <cstddef>
#include <string>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::init {

// One named piece of work between clone and exec.
template <typename Context>
struct Step {
  const char* name;
  Error (*run)(Context&);
};

Error make_channel(Fd& monitor_end, Fd& child_end);

// The child's side.
void report_failure(int channel, const char* step, const Error& error);
Error send_terminal(int channel, const Fd& master);
// All is done but the exec itself: an end of the channel from here on means that the program runs.
Error announce_exec(int channel);
// The monitor has died meanwhile.
bool is_monitor_gone(int channel);

// Runs the steps in order and never returns: the last one executes the program; a failure is reported, and ends the process.
template <typename Context, std::size_t count>
[[noreturn]] void run_steps(int channel, const Step<Context> (&steps)[count], Context& context) {
  for (const auto& step : steps) {
    Error error = step.run(context);
    if (error.ok()) continue;
    report_failure(channel, step.name, error);
    break;
  }
  ::_exit(1);
}

// The monitor's side: what became of the child.
struct Outcome {
  bool announced = false;  // the exec was about to happen
  bool executed = false;
  std::string step;
  std::string call;
  int code = 0;
  std::string subject;
  Fd terminal;  // master, when the process has a terminal
};

// Takes what has come so far, waiting for more when `wait`; true once it is clear whether the program runs.
bool read_outcome(int channel, bool wait, Outcome& outcome);

}  // namespace tscompose::init
