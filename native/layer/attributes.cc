#include "layer/attributes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace tscompose::layer {
namespace {

// overlayfs reads its own attributes from lower directories as well: an image must not speak that language.
bool belongs_to_overlay(const std::string& name) {
  return name.starts_with("trusted.overlay.") || name.starts_with("user.overlay.");
}

// ext4 keeps attributes in a block of 4 kB and calls what doesn't fit a lack of space.
constexpr size_t kSurelyFits = 2048;

template <typename Set>
Error set_xattrs(const TarEntry& entry, Set set) {
  for (const auto& [name, value] : entry.xattrs) {
    if (belongs_to_overlay(name)) continue;
    if (set(name.c_str(), value) == 0) continue;
    Error error = Error::last("setxattr", entry.path + ": " + name);
    // A file system without this kind of attribute unpacks the rest, as every engine does.
    if (error.code == ENOTSUP) continue;
    // Users' attributes are for files and directories only (xattr(7)).
    bool plain = entry.type == TarEntry::Type::file || entry.type == TarEntry::Type::directory;
    if (error.code == EPERM && !plain && name.starts_with("user.")) continue;
    if (error.code == ENOSPC && value.size() > kSurelyFits) error.code = E2BIG;
    return error;
  }
  return Error::none();
}

Error check_owner(const TarEntry& entry) {
  // The highest number is chown's "leave as is".
  if (entry.uid >= UINT32_MAX || entry.gid >= UINT32_MAX) return {EBADMSG, "tar", "'" + entry.path + "' has an owner out of range"};
  return Error::none();
}

}  // namespace

Error set_mtime(int file, timespec mtime) {
  timespec times[2] = {mtime, mtime};
  return futimens(file, times) == 0 ? Error::none() : Error::last("futimens");
}

Error set_attributes(int file, const TarEntry& entry) {
  if (Error error = check_owner(entry); !error.ok()) return error;
  if (fchown(file, static_cast<uid_t>(entry.uid), static_cast<gid_t>(entry.gid)) != 0) return Error::last("fchown", entry.path);
  if (fchmod(file, entry.mode) != 0) return Error::last("fchmod", entry.path);
  return set_xattrs(entry, [file](const char* name, const std::string& value) {
    return fsetxattr(file, name, value.data(), value.size(), 0);
  });
}

Error set_attributes_at(int parent, const char* name, const TarEntry& entry) {
  if (Error error = check_owner(entry); !error.ok()) return error;
  if (fchownat(parent, name, static_cast<uid_t>(entry.uid), static_cast<gid_t>(entry.gid), AT_SYMLINK_NOFOLLOW) != 0) {
    return Error::last("fchownat", entry.path);
  }
  if (entry.type != TarEntry::Type::symlink && fchmodat(parent, name, entry.mode, 0) != 0) return Error::last("fchmodat", entry.path);
  // There is no setxattrat before Linux 6.13; the descriptor's own link in /proc names the parent safely.
  std::string path = "/proc/self/fd/" + std::to_string(parent) + "/" + name;
  Error error = set_xattrs(entry, [&path](const char* key, const std::string& value) {
    return lsetxattr(path.c_str(), key, value.data(), value.size(), 0);
  });
  if (!error.ok()) return error;
  timespec times[2] = {entry.mtime, entry.mtime};
  if (utimensat(parent, name, times, AT_SYMLINK_NOFOLLOW) != 0) return Error::last("utimensat", entry.path);
  return Error::none();
}

}  // namespace tscompose::layer
