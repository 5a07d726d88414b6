#include "linux/netns.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "linux/netlink_socket.h"

namespace tscompose {
namespace {

// Runs `work` (returning Error) to its end on a thread of its own.
template <typename Work>
Error on_own_thread(Work& work) {
  struct Job {
    Work& work;
    Error result;
  } job{work, {}};
  pthread_t thread;
  auto run = [](void* argument) -> void* {
    Job* self = static_cast<Job*>(argument);
    self->result = self->work();
    return nullptr;
  };
  int code = pthread_create(&thread, nullptr, run, &job);
  if (code != 0) return {code, "pthread_create", {}};
  pthread_join(thread, nullptr);
  return job.result;
}

}  // namespace

Error create_netns(const std::string& path, const std::vector<int>& protocols, std::vector<Fd>& sockets) {
  Fd file(TSC_RETRY(open(path.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400)));
  if (!file.valid()) return Error::last("open", path);
  auto work = [&]() -> Error {
    if (unshare(CLONE_NEWNET) != 0) return Error::last("unshare", "CLONE_NEWNET");
    for (int protocol : protocols) {
      Fd socket;
      if (Error error = netlink_open(protocol, socket); !error.ok()) return error;
      sockets.push_back(std::move(socket));
    }
    if (mount("/proc/thread-self/ns/net", path.c_str(), nullptr, MS_BIND, nullptr) != 0) return Error::last("mount", path);
    return Error::none();
  };
  Error error = on_own_thread(work);
  if (!error.ok()) {
    sockets.clear();
    unlink(path.c_str());
  }
  return error;
}

Error open_netns(const std::string& path, Fd& out) {
  Fd fd(TSC_RETRY(open(path.c_str(), O_RDONLY | O_CLOEXEC)));
  if (!fd.valid()) return Error::last("open", path);
  out = std::move(fd);
  return Error::none();
}

Error remove_netns(const std::string& path) {
  // EINVAL: a file that was never mounted on, left by a maker that died in between.
  if (umount2(path.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW) != 0 && errno != EINVAL && errno != ENOENT) {
    return Error::last("umount2", path);
  }
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return Error::last("unlink", path);
  return Error::none();
}

}  // namespace tscompose
