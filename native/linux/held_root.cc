#include "linux/held_root.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/stat.h>

#include "core/io.h"
#include "linux/in_root.h"
#include "linux/mount.h"

namespace tscompose::linux_api {
namespace {

Error attach_bind(const Fd& root, const HeldBind& bind) {
  struct stat status {};
  // Gone, or never made; the container could not start either.
  if (::stat(bind.source.c_str(), &status) < 0) return errno == ENOENT ? Error::none() : Error::last("stat", bind.source);
  Fd mount, target;
  if (Error error = clone_tree(mount, AT_FDCWD, bind.source.c_str(), true); !error.ok()) return error;
  if (bind.read_only) {
    if (Error error = change_mount(mount, MOUNT_ATTR_RDONLY, 0, 0, true); !error.ok()) return error;
  }
  Error error = S_ISDIR(status.st_mode) ? make_directory_in_root(target, root.get(), bind.target, 0755)
                                        : make_file_in_root(target, root.get(), bind.target, 0644);
  return error.ok() ? attach_mount(mount, target) : error;
}

}  // namespace

Error hold_root(HeldRoot* held, const std::string& target, const OverlayLayers& layers, const std::vector<HeldBind>& binds) {
  if (::unshare(CLONE_NEWNS) < 0) return Error::last("unshare");
  if (Error error = make_all_private(); !error.ok()) return error;
  if (Error error = open_at(held->mount_namespace, AT_FDCWD, "/proc/thread-self/ns/mnt", O_RDONLY); !error.ok()) return error;
  if (Error error = mount_overlay(held->root, target, layers); !error.ok()) return error;
  for (const HeldBind& bind : binds) {
    if (Error error = attach_bind(held->root, bind); !error.ok()) return error;
  }
  return Error::none();
}

}  // namespace tscompose::linux_api
