// One control group, under the same relative path in every hierarchy.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/fd.h"
#include "core/result.h"
#include "linux/cgroup_layout.h"

namespace tscompose::linux_api {

class Cgroup {
 public:
  // Makes the group and its parents. v2: enables what controllers it can on the way. v1: cpuset takes over the parent's CPUs.
  // `path` is relative to each hierarchy's root.
  Error create(CgroupLayout layout, const std::string& path);

  const CgroupLayout& layout() const { return layout_; }

  // Writes a controller's file, e.g. memory.max, in the hierarchy that has its controller. ENOENT when none has it.
  Error set(const std::string& file, const std::string& value) const;

  // Processes and threads that the group may hold at the same time.
  Error limit_pids(std::uint64_t limit) const;

  // What the group's processes may do with devices: this and nothing else, by rules as device_filter.h reads them. EINVAL for one
  // that cannot be read. On a v1 machine without the controller there is nothing that could.
  Error restrict_devices(const std::vector<std::string>& rules) const;

  // v2: the group as an opened directory, for CLONE_INTO_CGROUP.
  Error open_unified(Fd& directory) const;

  // v1: moves the calling process into the group of every hierarchy. Does nothing on v2.
  Error enter() const;

  // True when the kernel killed a process of the group for lack of memory.
  bool oom_killed() const;

  // The group's directory in the hierarchy of a controller; empty when none has it.
  std::string directory_of(const std::string& controller) const;

  // Kills what is left in the group, and removes it and the parents that became empty. A group that is gone is success.
  Error remove();

 private:
  std::string directory(const CgroupHierarchy& hierarchy) const { return hierarchy.mount_point + "/" + path_; }

  CgroupLayout layout_;
  std::string path_;
};

}  // namespace tscompose::linux_api
