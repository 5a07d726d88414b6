#include "init/process_limits.h"

#include <sys/resource.h>

#include "core/io.h"

namespace tscompose::init {

namespace {

rlim_t limit_of(std::int64_t value) { return value < 0 ? RLIM_INFINITY : static_cast<rlim_t>(value); }

}  // namespace

Error set_oom_score(const ProcessLimits& limits) {
  if (!limits.oom_score_adj) return Error::none();
  return write_file("/proc/self/oom_score_adj", std::to_string(*limits.oom_score_adj));
}

Error set_resource_limits(const ProcessLimits& limits) {
  for (const auto& limit : limits.resources) {
    rlimit value{limit_of(limit.soft), limit_of(limit.hard)};
    if (::setrlimit(static_cast<__rlimit_resource_t>(limit.resource), &value) < 0) {
      return Error::last("setrlimit", std::to_string(limit.resource));
    }
  }
  return Error::none();
}

}  // namespace tscompose::init
