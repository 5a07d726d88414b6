// Brings a container up: everything that must exist around its first process, then the process itself.
#pragma once
#include <functional>

#include "monitor/container.h"

namespace tscompose::monitor {

// Called in the container's network namespace, before the first process runs.
using OpenInNetwork = std::function<Error()>;

// False: `failure` says which step failed, and all that was made is undone.
bool start_container(const protocol::StartMessage& start, const OpenInNetwork& open_in_network, Container& container,
                     protocol::StartFailedMessage& failure);

}  // namespace tscompose::monitor
