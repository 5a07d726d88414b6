// A further process of the container, on its way to its program.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "core/fd.h"
#include "core/result.h"
#include "init/process_limits.h"
#include "monitor/container.h"
#include "protocol/messages.h"

namespace tscompose::monitor {

struct ExecProcess {
  pid_t pid = 0;  // as the host counts; it leads a session and a process group of its own
  Fd process;     // pidfd
  Fd channel;     // tells what becomes of it (init/report.h)
  Fd input;       // write end of its standard input; with a terminal all three are invalid
  Fd output;
  Fd error;
};

// What of the container's start also binds its execs.
struct ExecLimits {
  std::uint64_t capabilities = 0;
  bool no_new_privileges = false;
  std::vector<std::string> groups = {};  // of all its processes, besides those of their user
  init::ProcessLimits process = {};
};

Error spawn_exec(const Container& container, const ExecLimits& limits, const protocol::ExecMessage& request, ExecProcess& process);

}  // namespace tscompose::monitor
