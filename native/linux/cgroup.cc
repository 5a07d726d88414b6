#include "linux/cgroup.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

#include "core/io.h"
#include "core/text.h"
#include "linux/device_filter.h"

namespace tscompose::linux_api {

namespace {

constexpr std::size_t kFileLimit = 4u << 20;
constexpr int kRemoveAttempts = 200;
constexpr int kRemoveWaitMs = 10;

bool controls(const CgroupHierarchy& hierarchy, const std::string& controller) {
  return ("," + hierarchy.controllers + ",").find("," + controller + ",") != std::string::npos;
}

// A new v1 cpuset has no CPUs and no memory nodes, and no process may enter it until it has.
void inherit_cpuset(const std::string& parent, const std::string& child) {
  for (const char* name : {"/cpuset.cpus", "/cpuset.mems"}) {
    std::string own;
    if (!read_file(own, AT_FDCWD, (child + name).c_str(), kFileLimit).ok() || own.find_first_not_of(" \n") != std::string::npos) {
      continue;
    }
    std::string inherited;
    if (!read_file(inherited, AT_FDCWD, (parent + name).c_str(), kFileLimit).ok()) continue;
    (void)write_file((child + name).c_str(), inherited);
  }
}

// Lets children of a v2 group use its controllers. Each by itself, since one that is refused must not cost the others, and
// without complaint: a group that lacks a controller still holds its processes together.
void enable_controllers(const std::string& group) {
  std::string available;
  if (!read_file(available, AT_FDCWD, (group + "/cgroup.controllers").c_str(), kFileLimit).ok()) return;
  std::string enabled;
  std::string control = group + "/cgroup.subtree_control";
  if (!read_file(enabled, AT_FDCWD, control.c_str(), kFileLimit).ok()) return;
  std::string_view rest = available;
  while (!rest.empty()) {
    std::string_view line = take_until(rest, '\n');
    while (!line.empty()) {
      std::string name(take_until(line, ' '));
      if (name.empty() || (" " + enabled).find(" " + name) != std::string::npos) continue;
      (void)write_file(control.c_str(), "+" + name);
    }
  }
}

Error make_path(const CgroupHierarchy& hierarchy, const std::string& path, bool unified) {
  std::string parent = hierarchy.mount_point;
  std::string_view rest = path;
  while (!rest.empty()) {
    std::string_view name = take_until(rest, '/');
    if (name.empty()) continue;
    if (unified) enable_controllers(parent);
    std::string child = parent + "/" + std::string(name);
    if (::mkdir(child.c_str(), 0755) < 0 && errno != EEXIST) return Error::last("mkdir", child);
    if (!unified && controls(hierarchy, "cpuset")) inherit_cpuset(parent, child);
    parent = std::move(child);
  }
  return Error::none();
}

// v1 has no cgroup.kill.
void kill_members(const std::string& group) {
  std::string members;
  if (!read_file(members, AT_FDCWD, (group + "/cgroup.procs").c_str(), kFileLimit).ok()) return;
  std::string_view rest = members;
  while (!rest.empty()) {
    auto pid = parse_decimal(take_until(rest, '\n'), INT32_MAX);
    if (pid && *pid > 0) ::kill(static_cast<pid_t>(*pid), SIGKILL);
  }
}

// A group is busy until its last process is gone. v2 says when (cgroup.events); v1 has to be asked again.
void wait_for_change(const std::string& group, bool unified) {
  Fd events;
  char text[256];
  if (unified && open_at(events, AT_FDCWD, (group + "/cgroup.events").c_str(), O_RDONLY).ok()) {
    ssize_t count = ::read(events.get(), text, sizeof text);
    if (count > 0 && std::string_view(text, static_cast<std::size_t>(count)).find("populated 0") != std::string_view::npos) return;
  }
  pollfd wait{events.get(), POLLPRI, 0};
  (void)::poll(&wait, 1, kRemoveWaitMs);
}

Error remove_group(const std::string& group, bool unified) {
  for (int attempt = 0; attempt < kRemoveAttempts; ++attempt) {
    if (::rmdir(group.c_str()) == 0 || errno == ENOENT) return Error::none();
    if (errno != EBUSY) return Error::last("rmdir", group);
    if (!unified || !write_file((group + "/cgroup.kill").c_str(), "1").ok()) kill_members(group);
    wait_for_change(group, unified);
  }
  return {EBUSY, "rmdir", group};
}

std::uint64_t counter_in(const std::string& path, std::string_view key) {
  std::string text;
  if (!read_file(text, AT_FDCWD, path.c_str(), kFileLimit).ok()) return 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view line = take_until(rest, '\n');
    if (take_until(line, ' ') == key) return parse_decimal(line, UINT64_MAX).value_or(0);
  }
  return 0;
}

}  // namespace

Error Cgroup::create(CgroupLayout layout, const std::string& path) {
  layout_ = std::move(layout);
  path_ = path;
  for (const auto& hierarchy : layout_.hierarchies) {
    Error error;
    // Another monitor may remove an empty parent in between (ENOENT); it does so once per container, so a few tries do.
    for (int attempt = 0; attempt < 16; ++attempt) {
      error = make_path(hierarchy, path_, layout_.unified);
      if (error.code != ENOENT) break;
    }
    if (!error.ok()) return error;
  }
  return Error::none();
}

std::string Cgroup::directory_of(const std::string& controller) const {
  for (const auto& hierarchy : layout_.hierarchies) {
    if (layout_.unified || controls(hierarchy, controller)) return directory(hierarchy);
  }
  return {};
}

Error Cgroup::restrict_devices(const std::vector<std::string>& rules) const {
  if (layout_.unified) {
    std::vector<DeviceRule> parsed;
    for (const auto& text : rules) {
      auto rule = parse_device_rule(text);
      if (!rule) return {EINVAL, "read device rule", text};
      parsed.push_back(*rule);
    }
    Fd group;
    if (Error error = open_at(group, AT_FDCWD, directory(layout_.hierarchies.front()).c_str(), O_RDONLY | O_DIRECTORY); !error.ok()) return error;
    return filter_devices(group, parsed);
  }
  for (const auto& hierarchy : layout_.hierarchies) {
    if (!controls(hierarchy, "devices")) continue;
    if (Error error = write_file((directory(hierarchy) + "/devices.deny").c_str(), "a"); !error.ok()) return error;
    std::string allow = directory(hierarchy) + "/devices.allow";
    for (const auto& rule : rules) {
      Error error = write_file(allow.c_str(), rule);
      if (!error.ok()) return {error.code, "allow device", rule};
    }
  }
  return Error::none();
}

Error Cgroup::set(const std::string& file, const std::string& value) const {
  std::string controller = file.substr(0, file.find('.'));
  std::string group = directory_of(controller);
  if (group.empty()) return {ENOENT, "open", "the cgroup controller " + controller};
  return write_file((group + "/" + file).c_str(), value);
}

Error Cgroup::limit_pids(std::uint64_t limit) const { return set("pids.max", std::to_string(limit)); }

Error Cgroup::open_unified(Fd& group) const {
  return open_at(group, AT_FDCWD, directory(layout_.hierarchies.front()).c_str(), O_PATH | O_DIRECTORY);
}

Error Cgroup::enter() const {
  if (layout_.unified) return Error::none();
  for (const auto& hierarchy : layout_.hierarchies) {
    // Through "tasks" a thread moves itself alone, for which the kernel need not stop all forks of the system as it does for
    // "cgroup.procs". The caller has no other threads.
    if (Error error = write_file((directory(hierarchy) + "/tasks").c_str(), "0"); !error.ok()) return error;
  }
  return Error::none();
}

bool Cgroup::oom_killed() const {
  for (const auto& hierarchy : layout_.hierarchies) {
    const char* file = layout_.unified ? "/memory.events" : "/memory.oom_control";
    if (counter_in(directory(hierarchy) + file, "oom_kill") > 0) return true;
  }
  return false;
}

Error Cgroup::remove() {
  Error first;
  for (const auto& hierarchy : layout_.hierarchies) {
    Error error = remove_group(directory(hierarchy), layout_.unified);
    if (!error.ok()) {
      if (first.ok()) first = error;
      continue;
    }
    for (std::size_t slash = path_.rfind('/'); slash != std::string::npos && slash > 0; slash = path_.rfind('/', slash - 1)) {
      if (::rmdir((hierarchy.mount_point + "/" + path_.substr(0, slash)).c_str()) < 0) break;
    }
  }
  return first;
}

}  // namespace tscompose::linux_api
