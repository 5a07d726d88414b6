// An IPC namespace that is not the container's own: the machine's, or another container's.
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/mount.h>

#include "core/io.h"
#include "init/container_init.h"
#include "linux/mount.h"

namespace tscompose::init {

namespace {

constexpr const char* kHost = "host";

Error enter(const Fd& space, int kind, const std::string& subject) {
  return ::setns(space.get(), kind) < 0 ? Error::last("setns", subject) : Error::none();
}

// Of the mount namespace that the process is in.
Error take_memory(ContainerContext& context) {
  return linux_api::clone_tree(context.shared_memory, AT_FDCWD, "/dev/shm", false);
}

// Segments in files are those of its /dev/shm, which no other mount namespace shows.
Error take_memory_of(ContainerContext& context, const std::string& process) {
  Fd own;
  Fd other;
  if (Error error = open_at(own, AT_FDCWD, "/proc/self/ns/mnt", O_RDONLY); !error.ok()) return error;
  if (Error error = open_at(other, AT_FDCWD, (process + "/ns/mnt").c_str(), O_RDONLY); !error.ok()) return error;
  if (Error error = enter(other, CLONE_NEWNS, process); !error.ok()) return error;
  Error error = take_memory(context);
  if (Error back = enter(own, CLONE_NEWNS, "own"); !back.ok()) return back;
  return error;
}

}  // namespace

Error join_ipc(ContainerContext& context) {
  const std::string& process = context.start.ipcOf;
  if (process.empty()) return Error::none();
  Error error;
  if (process == kHost) {
    error = take_memory(context);
  } else {
    Fd ipc;
    if (error = open_at(ipc, AT_FDCWD, (process + "/ns/ipc").c_str(), O_RDONLY); !error.ok()) return error;
    if (error = enter(ipc, CLONE_NEWIPC, process); !error.ok()) return error;
    error = take_memory_of(context, process);
  }
  return error.ok() ? linux_api::change_mount(context.shared_memory, 0, 0, MS_PRIVATE, false) : error;
}

}  // namespace tscompose::init
