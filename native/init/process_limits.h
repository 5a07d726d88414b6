// What binds every process of a container beside its control group.
#pragma once
#include <optional>
#include <vector>

#include "core/result.h"
#include "protocol/messages.h"

namespace tscompose::init {

struct ProcessLimits {
  std::vector<protocol::ResourceLimit> resources;  // setrlimit(2); -1 is no limit
  std::optional<std::int64_t> oom_score_adj;       // absent: as the monitor's
};

// By the host's /proc, so before the mount namespace is joined or changed.
Error set_oom_score(const ProcessLimits& limits);

// While the process may still raise them.
Error set_resource_limits(const ProcessLimits& limits);

}  // namespace tscompose::init
