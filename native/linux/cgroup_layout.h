// Where the control group hierarchies are mounted.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace tscompose::linux_api {

struct CgroupHierarchy {
  std::string mount_point;  // e.g. /sys/fs/cgroup/cpu,cpuacct
  std::string controllers;  // v1: as mount(2) takes them, e.g. cpu,cpuacct; v2: empty
};

struct CgroupLayout {
  bool unified = false;  // v2; with any v1 controller mounted the system counts as v1
  std::vector<CgroupHierarchy> hierarchies;
};

// From the text of /proc/self/mountinfo.
CgroupLayout parse_cgroup_layout(std::string_view mountinfo);

// Of this system; ENOENT when no hierarchy with controllers is mounted.
Error find_cgroup_layout(CgroupLayout& layout);

}  // namespace tscompose::linux_api
