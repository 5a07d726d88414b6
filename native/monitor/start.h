// Brings a container up: everything that must exist around its first process, then the process itself.
#pragma once
#include <functional>

#include "monitor/container.h"

namespace tscompose::monitor {

// What the monitor does on the way, before the first process runs.
struct StartHooks {
  // Waits for the clients that want to see all of it.
  std::function<Error()> await_attachments;
  // Called in the container's network namespace.
  std::function<Error()> open_in_network;
};

// False: `failure` says which step failed, and all that was made is undone.
bool start_container(const protocol::StartMessage& start, const StartHooks& hooks, Container& container,
                     protocol::StartFailedMessage& failure);

}  // namespace tscompose::monitor
