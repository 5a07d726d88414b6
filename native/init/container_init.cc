#include "init/container_init.h"

#include <linux/keyctl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "core/io.h"
#include "core/text.h"
#include "init/report.h"
#include "init/small_init.h"
#include "linux/mount.h"

namespace tscompose::init {

namespace {

ProcessSpec process_of(const protocol::StartMessage& start) {
  return {start.arg, start.env, start.cwd, start.user, start.addGroup, start.tty, start.rows, start.cols, start.capabilities, start.noNewPrivileges};
}

Error enter_cgroup(ContainerContext& context) {
  if (Error error = context.cgroup.enter(); !error.ok()) return error;
  // Only now: the namespace's root is the group its maker is in.
  return ::unshare(CLONE_NEWCGROUP) < 0 ? Error::last("unshare(CLONE_NEWCGROUP)") : Error::none();
}

Error adjust_oom_score(ContainerContext& context) { return set_oom_score(context.limits); }

Error set_hostname(ContainerContext& context) {
  if (context.start.hostUts) return Error::none();
  const std::string& name = context.start.hostname;
  if (::sethostname(name.data(), name.size()) < 0) return Error::last("sethostname", name);
  const std::string& domain = context.start.domainname;
  if (domain.empty()) return Error::none();
  return ::setdomainname(domain.data(), domain.size()) < 0 ? Error::last("setdomainname", domain) : Error::none();
}

// What Docker sets in every container's own network: ports below 1024 and ping need no capability there.
Error set_sysctls(ContainerContext& context) {
  constexpr const char* kSettings[][2] = {
      {"/proc/sys/net/ipv4/ip_unprivileged_port_start", "0"},
      {"/proc/sys/net/ipv4/ping_group_range", "0 2147483647"},
  };
  for (const auto& [path, value] : kSettings) {
    if (context.start.sharedNetwork) break;
    Error error = write_file(path, value);
    if (!error.ok() && error.code != ENOENT) return error;
  }
  for (const auto& setting : context.start.sysctl) {
    std::string_view value = setting;
    std::string path = "/proc/sys/" + std::string(take_until(value, '='));
    std::replace(path.begin(), path.end(), '.', '/');
    if (Error error = write_file(path.c_str(), value); !error.ok()) return error;
  }
  return Error::none();
}

// Keys of the engine's session must not be readable inside. Kernels without keys have nothing to leak, and a used-up quota of
// keys is no reason not to start.
Error leave_keyring(ContainerContext&) {
  (void)::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr);
  return Error::none();
}

Error find_user(ContainerContext& context) { return identify(context.identity, context.start.user, context.start.addGroup); }

Error open_streams(ContainerContext& context) {
  return connect_streams(context.streams, process_of(context.start), context.identity, context.channel);
}

Error enter_working_directory(ContainerContext& context) { return enter_directory(context.start.cwd); }

Error close_root(ContainerContext& context) {
  return context.start.readOnlyRoot ? linux_api::change_mount(context.root, MOUNT_ATTR_RDONLY, 0, 0, false) : Error::none();
}
Error limit_resources(ContainerContext& context) { return set_resource_limits(context.limits); }

Error drop(ContainerContext& context) {
  ::umask(0022);
  return drop_privileges(process_of(context.start), context.identity);
}

Error begin_init(ContainerContext& context) { return context.start.init ? run_below_init() : Error::none(); }

Error run_program(ContainerContext& context) {
  return execute(process_of(context.start), context.identity, context.channel);
}

constexpr Step<ContainerContext> kSteps[] = {
    {"cgroup", enter_cgroup},
    {"oom-score", adjust_oom_score},
    {"ipc", join_ipc},
    {"mount-source", open_mount_sources},
    {"mount-root", mount_root},
    {"mount-proc", mount_proc},
    {"mount-sys", mount_sys},
    {"mount-dev", mount_dev},
    {"devices", make_devices},
    {"mount", mount_requested},
    {"hostname", set_hostname},
    {"sysctl", set_sysctls},
    {"keyring", leave_keyring},
    {"user", find_user},
    {"streams", open_streams},
    {"protect-paths", protect_paths},
    {"working-directory", enter_working_directory},
    {"read-only-root", close_root},
    {"resource-limit", limit_resources},
    {"privileges", drop},
    {"init", begin_init},
    {"exec", run_program},
};

}  // namespace

void run_container_init(ContainerContext& context) {
  ::umask(0);
  run_steps(context.channel, kSteps, context);
}

}  // namespace tscompose::init
