#include "linux/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

namespace tscompose::linux_api {

namespace {

constexpr int kControlDescriptor = 3;

std::vector<char*> as_pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (const auto& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Both objects of posix_spawn, released together.
struct SpawnSettings {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  SpawnSettings() {
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_init(&actions);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
  }
};

// posix_spawn and its helpers return the error number instead of setting errno.
int describe(SpawnSettings& settings, const SpawnRequest& request) {
  sigset_t none;
  sigset_t all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  int failure = ::posix_spawnattr_setsigmask(&settings.attributes, &none);
  if (failure == 0) failure = ::posix_spawnattr_setsigdefault(&settings.attributes, &all);
  constexpr short kFlags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  if (failure == 0) failure = ::posix_spawnattr_setflags(&settings.attributes, kFlags);
  auto* actions = &settings.actions;
  // The control descriptor first: a null stream could get its number.
  if (failure == 0 && request.control >= 0) failure = ::posix_spawn_file_actions_adddup2(actions, request.control, kControlDescriptor);
  if (request.error_path == nullptr) return failure;
  for (int fd : {0, 1}) {
    if (failure == 0) failure = ::posix_spawn_file_actions_addopen(actions, fd, "/dev/null", O_RDWR, 0);
  }
  if (failure == 0) {
    failure = ::posix_spawn_file_actions_addopen(actions, 2, request.error_path, O_WRONLY | O_CREAT | O_APPEND, 0640);
  }
  return failure;
}

}  // namespace

Error spawn_program(pid_t& pid, const SpawnRequest& request) {
  SpawnSettings settings;
  int failure = describe(settings, request);
  if (failure == 0) {
    failure = ::posix_spawn(&pid, request.path.c_str(), &settings.actions, &settings.attributes,
                            as_pointers(request.arguments).data(), as_pointers(request.environment).data());
  }
  return failure == 0 ? Error::none() : Error{failure, "posix_spawn", request.path};
}

}  // namespace tscompose::linux_api
