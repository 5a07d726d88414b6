// A further process inside a running container, from clone to exec.
#pragma once
#include "init/process_limits.h"
#include "init/process_setup.h"
#include "linux/cgroup.h"

namespace tscompose::init {

struct ExecContext {
  ProcessSpec spec;
  const linux_api::Cgroup& cgroup;
  const ProcessLimits& limits;
  const Fd& container;  // pidfd of the container's first process
  int channel;
  Streams streams;
  linux_api::Identity identity = {};  // found on the way
};

// Runs in a child that was born in the container's PID namespace and joins the others here.
[[noreturn]] void run_exec_init(ExecContext& context);

}  // namespace tscompose::init
