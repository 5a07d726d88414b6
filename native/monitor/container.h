// A running container as its monitor holds it.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "core/fd.h"
#include "linux/cgroup.h"
#include "linux/oom_watch.h"
#include "monitor/json_log.h"
#include "protocol/messages.h"

namespace tscompose::monitor {

struct Container {
  pid_t pid = 0;  // of its first process, as the host counts
  Fd process;     // pidfd of it
  linux_api::Cgroup cgroup;
  linux_api::OomWatch oom;  // open when its memory is limited
  std::string started_at;
  std::uint64_t started_ms = 0;  // the same, of CLOCK_MONOTONIC

  Fd lock;                          // held for the monitor's life: somebody looks after this container
  std::vector<Fd> reserved_ports;   // likewise
  Fd listener;                      // the monitor socket
  JsonLog log;
  Fd input;     // write end of its standard input, or the terminal's master; invalid when it has none
  Fd output;    // read end of its standard output, or the terminal's master
  Fd error;     // read end of its standard error
};

}  // namespace tscompose::monitor
