// Starting programs by posix_spawn, which takes the same time however large the caller is.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "core/result.h"

namespace tscompose::linux_api {

struct SpawnRequest {
  const std::string& path;
  const std::vector<std::string>& arguments;
  const std::vector<std::string>& environment;
  // Standard streams become /dev/null when set, standard error this file, appended to.
  const char* error_path = nullptr;
  // Becomes descriptor 3 unless -1.
  int control = -1;
};

// Starts the program in a session of its own, with default signal handling. Nothing else is inherited but what lacks
// close-on-exec.
Error spawn_program(pid_t& pid, const SpawnRequest& request);

}  // namespace tscompose::linux_api
