#include "linux/mount.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "core/text.h"

namespace tscompose::linux_api {

namespace {

constexpr int kDetach = 2;  // MNT_DETACH; <sys/mount.h> cannot be included beside <linux/mount.h>

Error configure(int context, unsigned command, const char* key, const char* value, const char* type) {
  if (::syscall(SYS_fsconfig, context, command, key, value, 0) < 0) {
    return Error::last("fsconfig", key == nullptr ? type : std::string(type) + " " + key);
  }
  return Error::none();
}

Error set_option(int context, const char* key, const char* value, const char* type) {
  bool flag = value == nullptr || *value == '\0';
  return configure(context, flag ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING, key, flag ? nullptr : value, type);
}

Error open_context(Fd& context, const char* type) {
  context.reset(static_cast<int>(::syscall(SYS_fsopen, type, FSOPEN_CLOEXEC)));
  return context.valid() ? Error::none() : Error::last("fsopen", type);
}

Error finish_context(Fd& mount, const Fd& context, const char* type, std::uint64_t attributes) {
  if (Error error = configure(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, type); !error.ok()) return error;
  mount.reset(static_cast<int>(::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, attributes)));
  return mount.valid() ? Error::none() : Error::last("fsmount", type);
}

struct NamedAttribute {
  std::string_view name;
  std::uint64_t set;
  std::uint64_t clear;
};

constexpr NamedAttribute kAttributes[] = {
    {"ro", MOUNT_ATTR_RDONLY, 0},     {"rw", 0, MOUNT_ATTR_RDONLY},
    {"nosuid", MOUNT_ATTR_NOSUID, 0}, {"suid", 0, MOUNT_ATTR_NOSUID},
    {"nodev", MOUNT_ATTR_NODEV, 0},   {"dev", 0, MOUNT_ATTR_NODEV},
    {"noexec", MOUNT_ATTR_NOEXEC, 0}, {"exec", 0, MOUNT_ATTR_NOEXEC},
    {"relatime", 0, 0},               {"defaults", 0, 0},
    {"noatime", MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME},
    {"strictatime", MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME},
};

bool apply_attribute(std::string_view name, std::uint64_t& attributes) {
  for (const auto& candidate : kAttributes) {
    if (candidate.name != name) continue;
    attributes = (attributes & ~candidate.clear) | candidate.set;
    return true;
  }
  return false;
}

}  // namespace

Error make_filesystem(Fd& mount, const char* type, std::initializer_list<MountOption> options, std::uint64_t attributes) {
  Fd context;
  if (Error error = open_context(context, type); !error.ok()) return error;
  for (const auto& option : options) {
    if (Error error = set_option(context.get(), option.key, option.value, type); !error.ok()) return error;
  }
  return finish_context(mount, context, type, attributes);
}

Error make_filesystem(Fd& mount, const char* type, std::string_view options, std::uint64_t attributes) {
  Fd context;
  if (Error error = open_context(context, type); !error.ok()) return error;
  while (!options.empty()) {
    std::string_view option = take_until(options, ',');
    if (option.empty() || apply_attribute(option, attributes)) continue;
    std::string key(take_until(option, '='));
    std::string value(option);
    if (Error error = set_option(context.get(), key.c_str(), value.c_str(), type); !error.ok()) return error;
  }
  return finish_context(mount, context, type, attributes);
}

Error clone_tree(Fd& mount, int directory, const char* path, bool recursive) {
  unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0) | (*path == '\0' ? AT_EMPTY_PATH : 0);
  mount.reset(static_cast<int>(::syscall(SYS_open_tree, directory, path, flags)));
  return mount.valid() ? Error::none() : Error::last("open_tree", path);
}

Error change_mount(const Fd& mount, std::uint64_t set, std::uint64_t clear, std::uint64_t propagation, bool recursive) {
  mount_attr attributes{};
  attributes.attr_set = set;
  attributes.attr_clr = clear;
  attributes.propagation = propagation;
  unsigned flags = AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
  if (::syscall(SYS_mount_setattr, mount.get(), "", flags, &attributes, sizeof attributes) < 0) {
    return Error::last("mount_setattr");
  }
  return Error::none();
}

Error attach_mount(const Fd& mount, const Fd& target) {
  unsigned flags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;
  if (::syscall(SYS_move_mount, mount.get(), "", target.get(), "", flags) < 0) return Error::last("move_mount");
  return Error::none();
}

Error make_all_private() {
  if (::syscall(SYS_mount, nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0) return Error::last("mount", "/");
  return Error::none();
}

Error pivot_root_to(const Fd& root) {
  if (::fchdir(root.get()) < 0) return Error::last("fchdir");
  // Old and new root at the same place: the old one ends up stacked on top and is dropped by name ".".
  if (::syscall(SYS_pivot_root, ".", ".") < 0) return Error::last("pivot_root");
  if (::syscall(SYS_umount2, ".", kDetach) < 0) return Error::last("umount2", "old root");
  return ::chdir("/") < 0 ? Error::last("chdir", "/") : Error::none();
}

std::uint64_t propagation_from_name(std::string_view name, bool& recursive) {
  if (name.empty()) name = "rprivate";
  recursive = name.front() == 'r';
  if (recursive) name.remove_prefix(1);
  if (name == "private") return MS_PRIVATE;
  if (name == "slave") return MS_SLAVE;
  if (name == "shared") return MS_SHARED;
  return 0;
}

}  // namespace tscompose::linux_api
