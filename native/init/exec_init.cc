#include "init/exec_init.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "init/report.h"
#include "linux/process.h"

namespace tscompose::init {

namespace {

// By the host's paths, so before the mount namespace is joined.
Error enter_cgroup(ExecContext& context) { return context.cgroup.enter(); }

Error adjust_oom_score(ExecContext& context) { return set_oom_score(context.limits); }

Error join(ExecContext& context) {
  // Joining the mount namespace makes its root the root and the working directory.
  constexpr std::uint64_t kAll = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP;
  return linux_api::join_namespaces(context.container, kAll);
}

// Orphans of its own go to it instead of to the container's first process, so that all it brought about can be found below it.
Error track(ExecContext& context) {
  if (context.spec.tracked && ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0) return Error::last("prctl", "PR_SET_CHILD_SUBREAPER");
  return Error::none();
}

Error find_user(ExecContext& context) { return identify(context.identity, context.spec.user, context.spec.groups); }

Error open_streams(ExecContext& context) {
  return connect_streams(context.streams, context.spec, context.identity, context.channel);
}

Error enter_working_directory(ExecContext& context) { return enter_directory(context.spec.cwd); }

Error limit_resources(ExecContext& context) { return set_resource_limits(context.limits); }

Error drop(ExecContext& context) {
  ::umask(0022);
  return drop_privileges(context.spec, context.identity);
}

Error run_program(ExecContext& context) { return execute(context.spec, context.identity, context.channel); }

constexpr Step<ExecContext> kSteps[] = {
    {"cgroup", enter_cgroup},
    {"oom-score", adjust_oom_score},
    {"join-namespaces", join},
    {"user", find_user},
    {"streams", open_streams},
    {"working-directory", enter_working_directory},
    {"resource-limit", limit_resources},
    {"privileges", drop},
    {"track", track},
    {"exec", run_program},
};

}  // namespace

void run_exec_init(ExecContext& context) { run_steps(context.channel, kSteps, context); }

}  // namespace tscompose::init
