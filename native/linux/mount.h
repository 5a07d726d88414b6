// The kernel's mount interface by descriptors (fsopen, open_tree, move_mount, mount_setattr): a mount is made detached, given
// its flags, and then attached to a directory that was opened before, so that no path is looked up twice.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::linux_api {

// A mount option; an empty value is a flag (`newinstance`).
struct MountOption {
  const char* key;
  const char* value;
};

// Makes a new file system of `type` as a detached mount with MOUNT_ATTR_* flags.
Error make_filesystem(Fd& mount, const char* type, std::initializer_list<MountOption> options, std::uint64_t attributes);

// The same with options in the form of mount(8): `size=64m,mode=1777,noexec`. Options of the mount itself (ro, nosuid, nodev,
// noexec, noatime, and their opposites) become flags, starting from `attributes`.
Error make_filesystem(Fd& mount, const char* type, std::string_view options, std::uint64_t attributes);

// A detached copy of what is mounted at `path` (a bind mount), with all mounts below it when `recursive`.
Error clone_tree(Fd& mount, int directory, const char* path, bool recursive);

// Sets and clears MOUNT_ATTR_* flags; flags not named are kept. `propagation` is MS_PRIVATE, MS_SLAVE, MS_SHARED or 0 (keep).
Error change_mount(const Fd& mount, std::uint64_t set, std::uint64_t clear, std::uint64_t propagation, bool recursive);

// Attaches a detached mount on an opened file or directory.
Error attach_mount(const Fd& mount, const Fd& target);

// Makes every mount of the calling process's namespace private, so that nothing done here spreads outside.
Error make_all_private();

// Makes the mount at `root` (an opened directory) the root of the calling process's namespace and drops the old one.
Error pivot_root_to(const Fd& root);

// MS_* propagation for `rprivate`, `rslave`, ...; sets `recursive`. Empty is rprivate. 0 for an unknown name.
std::uint64_t propagation_from_name(std::string_view name, bool& recursive);

}  // namespace tscompose::linux_api
