// Device nodes of this machine, and what a container may do with them.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "core/result.h"

namespace tscompose::linux_api {

struct DeviceNode {
  std::string path;  // where it is wanted
  mode_t mode = 0;   // kind and permissions
  dev_t number = 0;
  uid_t uid = 0;
  gid_t gid = 0;
  std::string access;  // of `rwm`
};

// Adds the device at `source` as `target`; of a directory, all that are below it, each under its name below `target`. Symbolic
// links are followed at `source` and passed over below it. ENOTBLK: there is something else, or a directory without any.
Error find_devices(std::vector<DeviceNode>& nodes, const std::string& source, const std::string& target, const std::string& access);

// Adds all that are in /dev, but for what a container has of its own: its terminals, and what init/root_mounts.cc makes.
Error find_all_devices(std::vector<DeviceNode>& nodes);

// `b 7:0 rw`: what the device may be used for, as device_filter.h reads it.
std::string rule_of(const DeviceNode& node);

}  // namespace tscompose::linux_api
