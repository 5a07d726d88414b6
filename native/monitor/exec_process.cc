#include "monitor/exec_process.h"

#include <fcntl.h>
#include <sched.h>

#include "core/io.h"
#include "init/exec_init.h"
#include "init/report.h"
#include "linux/process.h"

namespace tscompose::monitor {

namespace {

// A child is born in the PID namespace that is set for children, which is quicker than joining and forking again. It is set back
// at once, since the engine may be our child, too.
Error clone_inside(const Container& container, ExecProcess& process) {
  Fd own;
  Fd group;
  if (Error error = open_at(own, AT_FDCWD, "/proc/self/ns/pid", O_RDONLY); !error.ok()) return error;
  if (container.cgroup.layout().unified) {
    if (Error error = container.cgroup.open_unified(group); !error.ok()) return error;
  }
  if (Error error = linux_api::join_namespaces(container.process, CLONE_NEWPID); !error.ok()) return error;
  Error error = linux_api::clone_process(process.pid, process.process, 0, group.get());
  if (error.ok() && process.pid == 0) return error;
  if (::setns(own.get(), CLONE_NEWPID) < 0 && error.ok()) error = Error::last("setns", "own PID namespace");
  return error;
}

Error make_streams(ExecProcess& process, init::Streams& streams) {
  if (Error error = make_pipe(streams.input, process.input); !error.ok()) return error;
  if (Error error = make_pipe(process.output, streams.output); !error.ok()) return error;
  if (Error error = make_pipe(process.error, streams.error); !error.ok()) return error;
  for (const Fd* end : {&process.input, &process.output, &process.error}) {
    if (Error error = set_nonblocking(end->get()); !error.ok()) return error;
  }
  return Error::none();
}

}  // namespace

Error spawn_exec(const Container& container, const ExecLimits& limits, const protocol::ExecMessage& request, ExecProcess& process) {
  init::Streams streams;
  Fd child_channel;
  if (!request.tty) {
    if (Error error = make_streams(process, streams); !error.ok()) return error;
  }
  if (Error error = init::make_channel(process.channel, child_channel); !error.ok()) return error;
  Error error = clone_inside(container, process);
  if (!error.ok() || process.pid > 0) return error;
  process.channel.reset();
  process.input.reset();
  init::ExecContext context{
      {request.arg, request.env, request.cwd, request.user, limits.groups, request.tty, request.rows, request.cols, limits.capabilities,
       limits.no_new_privileges, request.tracked},
      container.cgroup,
      limits.process,
      container.process,
      child_channel.get(),
      std::move(streams),
  };
  init::run_exec_init(context);
}

}  // namespace tscompose::monitor
