// The mounts the start message asks for, and the paths it wants hidden or protected.
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <numeric>

#include "core/io.h"
#include "init/container_init.h"
#include "linux/copy_tree.h"
#include "linux/in_root.h"
#include "linux/mount.h"

namespace tscompose::init {

namespace {

constexpr std::uint64_t kLocked = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

// A part of a volume, given by a path within it that containers may have filled with links, is bound like a path of the host.
bool is_part(const protocol::Mount& mount) { return mount.kind == "part"; }

bool is_bind(const protocol::Mount& mount) { return mount.kind == "bind" || is_part(mount); }

// A config or secret: the container has a file of its own with the content.
bool is_copy(const protocol::Mount& mount) { return mount.kind == "file"; }

Error stat_fd(const Fd& fd, struct stat& status, const std::string& subject) {
  return ::fstat(fd.get(), &status) < 0 ? Error::last("fstat", subject) : Error::none();
}

// A new volume starts with what the image has at its place. The lock keeps a second container that starts at the same moment
// from taking a half-filled volume for a used one.
Error populate(const Fd& source, const Fd& target) {
  Fd locked;
  if (Error error = open_at(locked, source.get(), ".", O_RDONLY | O_DIRECTORY); !error.ok()) return error;
  if (TSC_RETRY(::flock(locked.get(), LOCK_EX)) < 0) return Error::last("flock");
  bool empty = false;
  if (Error error = linux_api::is_empty_directory(source, empty); !error.ok()) return error;
  return empty ? linux_api::copy_tree(target, source) : Error::none();
}

Error mount_bind(ContainerContext& context, const protocol::Mount& mount, const Fd& source) {
  struct stat status {};
  if (Error error = stat_fd(source, status, mount.source); !error.ok()) return error;
  Fd target;
  bool created = false;
  Error error = S_ISDIR(status.st_mode)
                    ? linux_api::make_directory_in_root(target, context.root.get(), mount.target, 0755, &created)
                    : linux_api::make_file_in_root(target, context.root.get(), mount.target, 0755);
  if (!error.ok()) return error;
  if (mount.populate && S_ISDIR(status.st_mode) && !created) {
    if (error = populate(source, target); !error.ok()) return error;
  }
  bool recursive = true;
  std::uint64_t propagation = linux_api::propagation_from_name(mount.propagation, recursive);
  if (propagation == 0) return {EINVAL, "mount propagation", mount.propagation};
  std::uint64_t read_only = mount.readOnly ? MOUNT_ATTR_RDONLY : 0;
  if (error = linux_api::change_mount(source, read_only, 0, propagation, true); error.ok()) {
    error = linux_api::attach_mount(source, target);
  }
  if (!error.ok()) error.subject = mount.target;
  return error;
}

// Without a mode of its own, a tmpfs takes over that of the directory it covers.
std::string tmpfs_options(const protocol::Mount& mount, mode_t covered) {
  if (("," + mount.options).find(",mode=") != std::string::npos || covered == 0) return mount.options;
  char mode[16];
  std::snprintf(mode, sizeof mode, "mode=%04o,", covered & 07777u);
  return mode + mount.options;
}

Error mount_tmpfs(ContainerContext& context, const protocol::Mount& mount) {
  Fd target;
  bool created = false;
  Error error = linux_api::make_directory_in_root(target, context.root.get(), mount.target, 0755, &created);
  if (!error.ok()) return error;
  struct stat status {};
  if (!created) {
    if (error = stat_fd(target, status, mount.target); !error.ok()) return error;
  }
  Fd filesystem;
  std::uint64_t attributes = kLocked | (mount.readOnly ? MOUNT_ATTR_RDONLY : 0);
  std::string options = tmpfs_options(mount, created ? 0 : status.st_mode);
  error = linux_api::make_filesystem(filesystem, "tmpfs", std::string_view(options), attributes);
  if (error.ok()) error = linux_api::attach_mount(filesystem, target);
  if (!error.ok()) error.subject = mount.target + " (" + error.subject + ")";
  return error;
}

// `options` is the path within the source; no link in it leads out.
Error clone_part(Fd& mount, const protocol::Mount& wanted, bool recursive) {
  Fd whole;
  Error error = open_at(whole, AT_FDCWD, wanted.source.c_str(), O_PATH | O_DIRECTORY);
  Fd part;
  if (error.ok()) error = linux_api::open_in_root(part, whole.get(), wanted.options, O_PATH);
  if (error.ok()) error = linux_api::clone_tree(mount, part.get(), "", recursive);
  if (!error.ok()) error.subject = wanted.source + "/" + wanted.options;
  return error;
}

long depth(const std::string& path) { return std::count(path.begin(), path.end(), '/'); }

bool is_missing(const Error& error) { return error.code == ENOENT || error.code == ENOTDIR; }

// Hides files behind /dev/null and directories behind one empty read-only file system.
Error mask(const Fd& target, Fd& empty) {
  struct stat status {};
  if (Error error = stat_fd(target, status, ""); !error.ok()) return error;
  Fd cover;
  if (!S_ISDIR(status.st_mode)) {
    if (Error error = linux_api::clone_tree(cover, AT_FDCWD, "/dev/null", false); !error.ok()) return error;
    return linux_api::attach_mount(cover, target);
  }
  if (empty.valid()) {
    if (Error error = linux_api::clone_tree(cover, empty.get(), "", false); !error.ok()) return error;
    return linux_api::attach_mount(cover, target);
  }
  Error error = linux_api::make_filesystem(empty, "tmpfs", {{"size", "0"}, {"nr_blocks", "1"}}, kLocked | MOUNT_ATTR_RDONLY);
  return error.ok() ? linux_api::attach_mount(empty, target) : error;
}

Error make_read_only(const Fd& root, const std::string& path) {
  Fd target;
  if (Error error = linux_api::open_in_root(target, root.get(), path, O_PATH); !error.ok()) return error;
  Fd copy;
  if (Error error = linux_api::clone_tree(copy, target.get(), "", true); !error.ok()) return error;
  if (Error error = linux_api::change_mount(copy, MOUNT_ATTR_RDONLY, 0, 0, true); !error.ok()) return error;
  return linux_api::attach_mount(copy, target);
}

}  // namespace

Error open_mount_sources(ContainerContext& context) {
  const auto& mounts = context.start.mount;
  context.sources.resize(mounts.size());
  for (std::size_t index = 0; index < mounts.size(); ++index) {
    if (is_copy(mounts[index])) {
      Error error = open_at(context.sources[index], AT_FDCWD, mounts[index].source.c_str(), O_RDONLY);
      if (!error.ok()) return error;
    }
    if (!is_bind(mounts[index])) continue;
    bool recursive = true;
    (void)linux_api::propagation_from_name(mounts[index].propagation, recursive);
    Error error = is_part(mounts[index])
                      ? clone_part(context.sources[index], mounts[index], recursive)
                      : linux_api::clone_tree(context.sources[index], AT_FDCWD, mounts[index].source.c_str(), recursive);
    if (!error.ok()) return error;
  }
  return Error::none();
}

Error mount_requested(ContainerContext& context) {
  const auto& mounts = context.start.mount;
  std::vector<std::size_t> order(mounts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Outer directories before what is mounted inside them.
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return depth(mounts[a].target) < depth(mounts[b].target); });
  for (std::size_t index : order) {
    const auto& mount = mounts[index];
    Error error;
    if (is_bind(mount)) {
      error = mount_bind(context, mount, context.sources[index]);
    } else if (is_copy(mount)) {
      error = mount_copied_file(context, mount, context.sources[index]);
    } else if (mount.kind == "tmpfs") {
      error = mount_tmpfs(context, mount);
    } else {
      error = {EINVAL, "mount kind", mount.kind};
    }
    if (!error.ok()) return error;
  }
  return Error::none();
}

Error protect_paths(ContainerContext& context) {
  Fd empty;
  for (const auto& path : context.start.readonlyPath) {
    Error error = make_read_only(context.root, path);
    if (!error.ok() && !is_missing(error)) return error;
  }
  for (const auto& path : context.start.maskedPath) {
    Fd target;
    Error error = linux_api::open_in_root(target, context.root.get(), path, O_PATH);
    if (error.ok()) error = mask(target, empty);
    if (error.ok() || is_missing(error)) continue;
    if (error.subject.empty()) error.subject = path;
    return error;
  }
  return Error::none();
}

}  // namespace tscompose::init
