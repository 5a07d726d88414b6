// The container's root and the mounts that every container has.
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/io.h"
#include "core/text.h"
#include "init/container_init.h"
#include "linux/in_root.h"
#include "linux/mount.h"
#include "linux/overlay.h"

namespace tscompose::init {

namespace {

using linux_api::MountOption;

constexpr std::uint64_t kNoSuid = MOUNT_ATTR_NOSUID;
constexpr std::uint64_t kLocked = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

Error attach_at(const Fd& mount, const Fd& root, const char* path) {
  Fd target;
  if (Error error = linux_api::make_directory_in_root(target, root.get(), path, 0755); !error.ok()) return error;
  Error error = linux_api::attach_mount(mount, target);
  if (!error.ok()) error.subject = path;
  return error;
}

Error mount_at(const Fd& root, const char* path, const char* type, std::initializer_list<MountOption> options,
               std::uint64_t attributes) {
  Fd mount;
  if (Error error = linux_api::make_filesystem(mount, type, options, attributes); !error.ok()) return error;
  return attach_at(mount, root, path);
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// Hierarchies of several controllers go by one name, and each controller's name leads there.
Error link_controllers(const Fd& group_root, const linux_api::CgroupHierarchy& hierarchy, const std::string& name) {
  std::string_view rest = hierarchy.controllers;
  while (!rest.empty()) {
    std::string controller(take_until(rest, ','));
    if (controller == name) continue;
    if (::symlinkat(name.c_str(), group_root.get(), controller.c_str()) < 0) return Error::last("symlinkat", controller);
  }
  return Error::none();
}

Error mount_cgroup_v1(const Fd& root, const linux_api::CgroupLayout& layout, std::uint64_t attributes) {
  Fd group_root;
  if (Error error = linux_api::make_filesystem(group_root, "tmpfs", {{"mode", "755"}}, kLocked); !error.ok()) return error;
  for (const auto& hierarchy : layout.hierarchies) {
    std::string name = base_name(hierarchy.mount_point);
    if (::mkdirat(group_root.get(), name.c_str(), 0555) < 0) return Error::last("mkdirat", name);
    if (Error error = link_controllers(group_root, hierarchy, name); !error.ok()) return error;
  }
  if (Error error = attach_at(group_root, root, "/sys/fs/cgroup"); !error.ok()) return error;
  for (const auto& hierarchy : layout.hierarchies) {
    Fd mount;
    Error error = linux_api::make_filesystem(mount, "cgroup", std::string_view(hierarchy.controllers), attributes);
    if (!error.ok()) return error;
    if (error = attach_at(mount, root, ("/sys/fs/cgroup/" + base_name(hierarchy.mount_point)).c_str()); !error.ok()) return error;
  }
  return linux_api::change_mount(group_root, attributes & MOUNT_ATTR_RDONLY, 0, 0, false);
}

struct DeviceNode {
  const char* name;
  unsigned major, minor;
};
constexpr DeviceNode kDevices[] = {{"null", 1, 3}, {"zero", 1, 5}, {"full", 1, 7}, {"random", 1, 8}, {"urandom", 1, 9}, {"tty", 5, 0}};

constexpr const char* kDeviceLinks[][2] = {
    {"pts/ptmx", "ptmx"},          {"/proc/self/fd", "fd"},       {"/proc/self/fd/0", "stdin"},
    {"/proc/self/fd/1", "stdout"}, {"/proc/self/fd/2", "stderr"}, {"/proc/kcore", "core"},
};

Error fill_dev(const Fd& dev) {
  for (const auto& device : kDevices) {
    if (::mknodat(dev.get(), device.name, S_IFCHR | 0666, makedev(device.major, device.minor)) < 0) {
      return Error::last("mknodat", std::string("/dev/") + device.name);
    }
  }
  for (const auto& [target, name] : kDeviceLinks) {
    if (::symlinkat(target, dev.get(), name) < 0) return Error::last("symlinkat", std::string("/dev/") + name);
  }
  for (const char* name : {"pts", "shm", "mqueue"}) {
    if (::mkdirat(dev.get(), name, 0755) < 0) return Error::last("mkdirat", std::string("/dev/") + name);
  }
  return Error::none();
}

}  // namespace

Error mount_root(ContainerContext& context) {
  const auto& start = context.start;
  if (Error error = linux_api::make_all_private(); !error.ok()) return error;
  if (Error error = linux_api::mount_overlay(context.root, start.rootDir, {start.lower, start.upper, start.work}); !error.ok()) {
    return error;
  }
  return linux_api::pivot_root_to(context.root);
}

Error mount_proc(ContainerContext& context) { return mount_at(context.root, "/proc", "proc", {}, kLocked); }

Error mount_sys(ContainerContext& context) {
  const auto& layout = context.cgroup.layout();
  std::uint64_t attributes = kLocked | (context.start.privileged ? 0 : MOUNT_ATTR_RDONLY);
  if (Error error = mount_at(context.root, "/sys", "sysfs", {}, attributes); !error.ok()) return error;
  if (layout.unified) return mount_at(context.root, "/sys/fs/cgroup", "cgroup2", {}, attributes);
  return mount_cgroup_v1(context.root, layout, attributes);
}

Error mount_dev(ContainerContext& context) {
  Fd dev;
  Error error = linux_api::make_filesystem(dev, "tmpfs", {{"mode", "755"}, {"size", "65536k"}}, kNoSuid | MOUNT_ATTR_STRICTATIME);
  if (!error.ok()) return error;
  if (error = fill_dev(dev); !error.ok()) return error;
  if (error = attach_at(dev, context.root, "/dev"); !error.ok()) return error;
  std::initializer_list<MountOption> pts = {{"newinstance", ""}, {"ptmxmode", "0666"}, {"mode", "0620"}, {"gid", "5"}};
  if (error = mount_at(context.root, "/dev/pts", "devpts", pts, kNoSuid | MOUNT_ATTR_NOEXEC); !error.ok()) return error;
  if (context.shared_memory.valid()) {
    if (error = attach_at(context.shared_memory, context.root, "/dev/shm"); !error.ok()) return error;
  } else {
    std::string shm_bytes = context.start.shmBytes == 0 ? "65536k" : std::to_string(context.start.shmBytes);
    std::initializer_list<MountOption> shm = {{"mode", "1777"}, {"size", shm_bytes.c_str()}};
    if (error = mount_at(context.root, "/dev/shm", "tmpfs", shm, kLocked); !error.ok()) return error;
  }
  return mount_at(context.root, "/dev/mqueue", "mqueue", {}, kLocked);
}

}  // namespace tscompose::init
