#include "linux/cgroup_layout.h"

#include <fcntl.h>

#include "core/io.h"
#include "core/text.h"

namespace tscompose::linux_api {

namespace {

constexpr std::size_t kMountinfoLimit = 16u << 20;

// Super-block options of a v1 hierarchy that aren't controllers.
bool is_controller(std::string_view option) {
  constexpr std::string_view kOthers[] = {"rw", "ro", "xattr", "noprefix", "clone_children", "cpuset_v2_mode", "favordynmods"};
  if (option.find('=') != std::string_view::npos) return false;
  for (auto other : kOthers) {
    if (option == other) return false;
  }
  return true;
}

std::string controllers_of(std::string_view options) {
  std::string controllers;
  while (!options.empty()) {
    std::string_view option = take_until(options, ',');
    if (!is_controller(option)) continue;
    if (!controllers.empty()) controllers += ',';
    controllers += option;
  }
  return controllers;
}

struct MountLine {
  std::string_view mount_point, type, options;
};

// `36 35 98:0 /root /mount/point rw,noatime shared:1 - type source options`, see proc(5).
MountLine parse_line(std::string_view line) {
  MountLine result;
  for (int field = 0; field < 4; ++field) take_until(line, ' ');
  result.mount_point = take_until(line, ' ');
  std::size_t separator = line.find(" - ");
  if (separator == std::string_view::npos) return {};
  line.remove_prefix(separator + 3);
  result.type = take_until(line, ' ');
  take_until(line, ' ');
  result.options = line;
  return result;
}

bool has_mount_point(const std::vector<CgroupHierarchy>& hierarchies, std::string_view controllers) {
  for (const auto& hierarchy : hierarchies) {
    if (hierarchy.controllers == controllers) return true;
  }
  return false;
}

}  // namespace

CgroupLayout parse_cgroup_layout(std::string_view mountinfo) {
  CgroupLayout v1;
  CgroupLayout v2;
  v2.unified = true;
  while (!mountinfo.empty()) {
    MountLine line = parse_line(take_until(mountinfo, '\n'));
    if (line.type == "cgroup2" && v2.hierarchies.empty()) {
      v2.hierarchies.push_back({std::string(line.mount_point), ""});
    } else if (line.type == "cgroup") {
      std::string controllers = controllers_of(line.options);
      if (controllers.empty() || has_mount_point(v1.hierarchies, controllers)) continue;
      v1.hierarchies.push_back({std::string(line.mount_point), std::move(controllers)});
    }
  }
  return v1.hierarchies.empty() ? v2 : v1;
}

Error find_cgroup_layout(CgroupLayout& layout) {
  std::string mountinfo;
  if (Error error = read_file(mountinfo, AT_FDCWD, "/proc/self/mountinfo", kMountinfoLimit); !error.ok()) return error;
  layout = parse_cgroup_layout(mountinfo);
  return layout.hierarchies.empty() ? Error{ENOENT, "find cgroup hierarchies", "/proc/self/mountinfo"} : Error::none();
}

}  // namespace tscompose::linux_api
