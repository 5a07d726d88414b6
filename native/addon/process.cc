#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>

#include "addon/background.h"
#include "addon/failure.h"
#include "addon/register.h"
#include "core/fd.h"
#include "linux/spawn.h"

namespace tscompose::addon {
namespace {

std::string text(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

std::vector<std::string> texts(const Napi::Value& value) {
  auto array = value.As<Napi::Array>();
  std::vector<std::string> result;
  result.reserve(array.Length());
  for (uint32_t index = 0; index < array.Length(); ++index) result.push_back(text(array.Get(index)));
  return result;
}

struct MonitorSpawn {
  std::string path;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::string error_path;
  pid_t pid = -1;
  Fd ours;

  Error run() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return Error::last("socketpair");
    ours.reset(ends[0]);
    Fd theirs(ends[1]);
    return linux_api::spawn_program(pid, {path, arguments, environment, error_path.c_str(), theirs.get()});
  }
};

Napi::Value spawn_monitor(const Napi::CallbackInfo& info) {
  auto spawn = std::make_shared<MonitorSpawn>(MonitorSpawn{text(info[0]), texts(info[1]), texts(info[2]), text(info[3]), -1, Fd()});
  return run_in_pool(info.Env(), [spawn] { return spawn->run(); }, [spawn](Napi::Env env) {
    Napi::Object result = Napi::Object::New(env);
    result.Set("pid", Napi::Number::New(env, spawn->pid));
    result.Set("fd", Napi::Number::New(env, spawn->ours.release()));
    return result;
  });
}

Napi::Value reap(const Napi::CallbackInfo& info) {
  int status = 0;
  pid_t pid = TSC_RETRY(::waitpid(info[0].As<Napi::Number>().Int32Value(), &status, WNOHANG));
  if (pid < 0 && errno != ECHILD) throw to_js(info.Env(), Error::last("waitpid"));
  return pid > 0 ? Napi::Number::New(info.Env(), status) : info.Env().Undefined();
}

Napi::Value try_lock(const Napi::CallbackInfo& info) {
  std::string path = text(info[0]);
  Fd lock(TSC_RETRY(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)));
  if (!lock.valid()) throw to_js(info.Env(), Error::last("open", path));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return Napi::Number::New(info.Env(), lock.release());
  if (errno != EWOULDBLOCK) throw to_js(info.Env(), Error::last("flock", path));
  return info.Env().Undefined();
}

Napi::Value await_lock(const Napi::CallbackInfo& info) {
  auto lock = std::make_shared<Fd>();
  auto take = [lock, path = text(info[0])] {
    lock->reset(TSC_RETRY(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)));
    if (!lock->valid()) return Error::last("open", path);
    return TSC_RETRY(::flock(lock->get(), LOCK_EX)) == 0 ? Error::none() : Error::last("flock", path);
  };
  return run_in_thread(info.Env(), take, [lock](Napi::Env env) { return Napi::Number::New(env, lock->release()); });
}

Napi::Value process_end(const Napi::CallbackInfo& info) {
  auto process = std::make_shared<Fd>(static_cast<int>(::syscall(SYS_pidfd_open, info[0].As<Napi::Number>().Int32Value(), 0)));
  if (!process->valid() && errno != ESRCH) throw to_js(info.Env(), Error::last("pidfd_open"));
  auto wait = [process] {
    pollfd watched = {process->get(), POLLIN, 0};
    if (!process->valid() || TSC_RETRY(::poll(&watched, 1, -1)) >= 0) return Error::none();
    return Error::last("poll", "pidfd");
  };
  return run_in_thread(info.Env(), wait, [](Napi::Env env) { return env.Undefined(); });
}

void close_fd(const Napi::CallbackInfo& info) { Fd owned(info[0].As<Napi::Number>().Int32Value()); }

void close_on_exec(const Napi::CallbackInfo& info) {
  int fd = info[0].As<Napi::Number>().Int32Value();
  if (::fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) throw to_js(info.Env(), Error::last("fcntl", std::to_string(fd)));
}

void unmount(const Napi::CallbackInfo& info) {
  std::string path = text(info[0]);
  int flags = UMOUNT_NOFOLLOW | (info[1].As<Napi::Boolean>().Value() ? MNT_DETACH : 0);
  if (::umount2(path.c_str(), flags) < 0) throw to_js(info.Env(), Error::last("umount2", path));
}

}  // namespace

void register_process(Napi::Env env, Napi::Object exports) {
  exports.Set("spawnMonitor", Napi::Function::New(env, spawn_monitor, "spawnMonitor"));
  exports.Set("reap", Napi::Function::New(env, reap, "reap"));
  exports.Set("tryLock", Napi::Function::New(env, try_lock, "tryLock"));
  exports.Set("awaitLock", Napi::Function::New(env, await_lock, "awaitLock"));
  exports.Set("processEnd", Napi::Function::New(env, process_end, "processEnd"));
  exports.Set("closeFd", Napi::Function::New(env, close_fd, "closeFd"));
  exports.Set("closeOnExec", Napi::Function::New(env, close_on_exec, "closeOnExec"));
  exports.Set("umount", Napi::Function::New(env, unmount, "umount"));
}

}  // namespace tscompose::addon
