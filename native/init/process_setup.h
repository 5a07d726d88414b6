// What the container's main process and an exec have in common: who it is, its streams, its directory, its program.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/fd.h"
#include "core/result.h"
#include "linux/user.h"

namespace tscompose::init {

struct ProcessSpec {
  const std::vector<std::string>& args;
  const std::vector<std::string>& env;
  const std::string& cwd;
  const std::string& user;
  const std::vector<std::string>& groups;  // besides those that the user is in
  bool terminal = false;
  std::uint64_t rows = 0;
  std::uint64_t cols = 0;
  std::uint64_t capabilities = 0;
  bool no_new_privileges = false;
  bool tracked = false;  // what it forks stays below it, also without its parent
};

// Descriptors of the child that become 0, 1 and 2. Invalid ones: standard input is /dev/null; with a terminal all are its slave.
struct Streams {
  Fd input;
  Fd output;
  Fd error;
};

// Resolves the user and further groups by /etc/passwd and /etc/group of the current root. ENOENT when there is no such user or group.
Error identify(linux_api::Identity& identity, const std::string& user, const std::vector<std::string>& groups);

// Puts descriptors 0 to 2 in place in a session of its own, owned by the user so that /dev/stdout can be opened by name. With a
// terminal: opens one in the current /dev/pts and sends its master to the monitor.
Error connect_streams(Streams& streams, const ProcessSpec& spec, const linux_api::Identity& identity, int channel);

// Changes to the working directory, making it when missing.
Error enter_directory(const std::string& cwd);

// Changes to the user with nothing but the given capabilities left, and none for a user who isn't root.
Error drop_privileges(const ProcessSpec& spec, const linux_api::Identity& identity);

// Looks the program up by the environment's PATH, and executes it. Returns only on failure.
Error execute(const ProcessSpec& spec, const linux_api::Identity& identity, int channel);

}  // namespace tscompose::init
