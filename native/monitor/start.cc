#include "monitor/start.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/io.h"
#include "init/container_init.h"
#include "init/report.h"
#include "linux/process.h"
#include "monitor/listener.h"
#include "monitor/ports.h"

namespace tscompose::monitor {

namespace {

struct Starting {
  const protocol::StartMessage& start;
  const StartHooks& hooks;
  Container& container;
  std::vector<linux_api::DeviceNode> devices = {};
  init::Streams streams = {};  // the first process's ends
  Fd channel = {};
  Fd child_channel = {};
  init::Outcome outcome = {};  // of the first process's own steps
};

Error check_version(Starting& starting) {
  // Every earlier version's message is understood: an engine that is older than its files must go on starting containers.
  bool known = starting.start.version >= 1 && starting.start.version <= protocol::kProtocolVersion;
  return known ? Error::none() : Error{EPROTONOSUPPORT, "read start message", std::to_string(starting.start.version)};
}

Error take_lock(Starting& starting) {
  const std::string& path = starting.start.lockPath;
  Fd& lock = starting.container.lock;
  if (Error error = open_at(lock, AT_FDCWD, path.c_str(), O_RDWR | O_CREAT, 0600); !error.ok()) return error;
  return ::flock(lock.get(), LOCK_EX | LOCK_NB) < 0 ? Error::last("flock", path) : Error::none();
}

Error reserve_ports(Starting& starting) {
  for (const auto& port : starting.start.reservePort) {
    if (Error error = reserve_port(starting.container.reserved_ports.emplace_back(), port); !error.ok()) return error;
  }
  return Error::none();
}

// Looked up here, since the child sees the machine's /dev no more when it needs them.
Error find_devices(Starting& starting) {
  if (starting.start.privileged) return linux_api::find_all_devices(starting.devices);
  for (const auto& device : starting.start.device) {
    if (Error error = linux_api::find_devices(starting.devices, device.source, device.target, device.access); !error.ok()) return error;
  }
  return Error::none();
}

// An engine of an earlier version gives no rules.
Error restrict_devices(Starting& starting) {
  std::vector<std::string> rules = starting.start.deviceRule;
  for (const auto& device : starting.devices) rules.push_back(linux_api::rule_of(device));
  return rules.empty() ? Error::none() : starting.container.cgroup.restrict_devices(rules);
}

Error create_cgroup(Starting& starting) {
  linux_api::CgroupLayout layout;
  if (Error error = linux_api::find_cgroup_layout(layout); !error.ok()) return error;
  linux_api::Cgroup& group = starting.container.cgroup;
  if (Error error = group.create(std::move(layout), starting.start.cgroupPath); !error.ok()) return error;
  if (starting.start.pidsLimit != 0) {
    if (Error error = group.limit_pids(starting.start.pidsLimit); !error.ok()) return error;
  }
  return starting.start.privileged ? Error::none() : restrict_devices(starting);
}

// What each file is to hold is the engine's to know; a kernel may have it under another name.
Error limit_cgroup(Starting& starting) {
  const linux_api::Cgroup& group = starting.container.cgroup;
  bool memory = false;
  for (const auto& setting : starting.start.cgroupSetting) {
    memory = memory || setting.file.starts_with("memory.");
    Error error = group.set(setting.file, setting.value);
    if (error.code == ENOENT && !setting.elseFile.empty()) error = group.set(setting.elseFile, setting.elseValue);
    if (error.ok() || (error.code == ENOENT && setting.optional)) continue;
    error.subject = setting.file + "=" + setting.value;
    return error;
  }
  // Before anything runs that could use it up. What cannot be watched is told at the end.
  if (memory) (void)starting.container.oom.open(group);
  return Error::none();
}

Error open_socket(Starting& starting) { return listen_at(starting.container.listener, starting.start.socketPath); }

Error open_log(Starting& starting) { return starting.container.log.open(starting.start.logPath, {starting.start.logMaxBytes, starting.start.logMaxFiles}); }

Error make_streams(Starting& starting) {
  if (Error error = init::make_channel(starting.channel, starting.child_channel); !error.ok()) return error;
  if (starting.start.tty) return Error::none();
  if (starting.start.stdinOpen) {
    if (Error error = make_pipe(starting.streams.input, starting.container.input); !error.ok()) return error;
  }
  if (Error error = make_pipe(starting.container.output, starting.streams.output); !error.ok()) return error;
  return make_pipe(starting.container.error, starting.streams.error);
}

Error await_attachments(Starting& starting) { return starting.hooks.await_attachments(); }

std::uint64_t own_namespaces(const protocol::StartMessage& start) {
  std::uint64_t own = CLONE_NEWNS;
  if (start.pidOf.empty()) own |= CLONE_NEWPID;
  if (start.ipcOf.empty()) own |= CLONE_NEWIPC;
  if (!start.hostUts) own |= CLONE_NEWUTS;
  return own;
}

// Children are born in the PID namespace that is set for them; it is set back at once, since the engine may be our child, too.
Error clone_into(Starting& starting, const Fd& group) {
  Container& container = starting.container;
  const std::string& other = starting.start.pidOf;
  auto make = [&] { return linux_api::clone_process(container.pid, container.process, own_namespaces(starting.start), group.get()); };
  if (other.empty() || other == "host") return make();
  Fd own;
  Fd joined;
  if (Error error = open_at(own, AT_FDCWD, "/proc/self/ns/pid", O_RDONLY); !error.ok()) return error;
  if (Error error = open_at(joined, AT_FDCWD, (other + "/ns/pid").c_str(), O_RDONLY); !error.ok()) return error;
  if (::setns(joined.get(), CLONE_NEWPID) < 0) return Error::last("setns", "the other's PID namespace");
  Error error = make();
  if (error.ok() && container.pid == 0) return error;
  if (::setns(own.get(), CLONE_NEWPID) < 0 && error.ok()) error = Error::last("setns", "own PID namespace");
  return error;
}

Error clone_first_process(Starting& starting) {
  Container& container = starting.container;
  Fd group;
  if (container.cgroup.layout().unified) {
    if (Error error = container.cgroup.open_unified(group); !error.ok()) return error;
  }
  if (Error error = clone_into(starting, group); !error.ok() || container.pid > 0) return error;
  starting.channel.reset();
  const init::ProcessLimits limits{starting.start.resourceLimit, starting.start.oomScoreAdj};
  init::ContainerContext context{starting.start, container.cgroup, starting.devices, limits, starting.child_channel.get(), std::move(starting.streams)};
  init::run_container_init(context);
}

// The monitor visits the container's network to open what must be there, and has its child born there; it doesn't stay.
Error start_in_network(Starting& starting) {
  // Without one it is that of the machine, where nothing is to be opened.
  if (starting.start.netnsPath.empty()) return clone_first_process(starting);
  Fd own;
  Fd network;
  if (Error error = open_at(own, AT_FDCWD, "/proc/self/ns/net", O_RDONLY); !error.ok()) return error;
  if (Error error = open_at(network, AT_FDCWD, starting.start.netnsPath.c_str(), O_RDONLY); !error.ok()) return error;
  if (::setns(network.get(), CLONE_NEWNET) < 0) return Error::last("setns", starting.start.netnsPath);
  Error error = starting.hooks.open_in_network();
  if (error.ok()) error = clone_first_process(starting);
  if (::setns(own.get(), CLONE_NEWNET) < 0 && error.ok()) error = Error::last("setns", "own network namespace");
  return error;
}

Error await_program(Starting& starting) {
  starting.child_channel.reset();
  starting.streams = {};
  (void)init::read_outcome(starting.channel.get(), true, starting.outcome);
  if (!starting.outcome.executed) return {starting.outcome.code, "", starting.outcome.subject};
  if (starting.start.tty) {
    starting.container.output = std::move(starting.outcome.terminal);
    // A descriptor of its own, so that both directions are watched apart. Without input it is still what the window's size is set by.
    starting.container.input.reset(::fcntl(starting.container.output.get(), F_DUPFD_CLOEXEC, 0));
    if (!starting.container.input.valid()) return Error::last("fcntl(F_DUPFD_CLOEXEC)");
  }
  starting.container.started_at = rfc3339(wall_clock_now());
  starting.container.started_ms = monotonic_ms();
  return Error::none();
}

constexpr init::Step<Starting> kSteps[] = {
    {"start-message", check_version},
    {"lock", take_lock},
    {"reserve-port", reserve_ports},
    {"devices", find_devices},
    {"cgroup", create_cgroup},
    {"cgroup-limit", limit_cgroup},
    {"socket", open_socket},
    {"log", open_log},
    {"streams", make_streams},
    {"attach", await_attachments},
    {"network", start_in_network},
    {"start", await_program},
};

void undo(const protocol::StartMessage& start, Container& container) {
  if (container.process.valid()) {
    (void)linux_api::send_signal(container.process, SIGKILL);
    linux_api::wait_until_gone(container.process);
  }
  (void)container.cgroup.remove();
  if (container.listener.valid()) (void)::unlink(start.socketPath.c_str());
}

}  // namespace

bool start_container(const protocol::StartMessage& start, const StartHooks& hooks, Container& container,
                     protocol::StartFailedMessage& failure) {
  Starting starting{start, hooks, container};
  for (const auto& step : kSteps) {
    Error error = step.run(starting);
    if (error.ok()) continue;
    bool own = starting.outcome.step.empty();
    failure.step = own ? step.name : starting.outcome.step;
    failure.call = own ? error.call : starting.outcome.call;
    failure.errorNumber = static_cast<std::uint64_t>(error.code);
    failure.subject = error.subject;
    undo(start, container);
    return false;
  }
  return true;
}

}  // namespace tscompose::monitor
