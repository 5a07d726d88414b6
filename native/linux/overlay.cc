#include "linux/overlay.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/io.h"
#include "linux/mount.h"

namespace tscompose::linux_api {

namespace {

// One lowerdir+ per layer (Linux 6.5 and newer): no limit of a page for all names together, and no escaping.
Error mount_by_descriptor(Fd& mount, const OverlayLayers& layers) {
  Fd context(static_cast<int>(::syscall(SYS_fsopen, "overlay", FSOPEN_CLOEXEC)));
  if (!context.valid()) return Error::last("fsopen", "overlay");
  auto configure = [&](unsigned command, const char* key, const char* value) {
    long result = ::syscall(SYS_fsconfig, context.get(), command, key, value, 0);
    return result < 0 ? Error::last("fsconfig", value == nullptr ? "overlay" : value) : Error::none();
  };
  for (const auto& layer : layers.lower) {
    if (Error error = configure(FSCONFIG_SET_STRING, "lowerdir+", layer.c_str()); !error.ok()) return error;
  }
  if (Error error = configure(FSCONFIG_SET_STRING, "upperdir", layers.upper.c_str()); !error.ok()) return error;
  if (Error error = configure(FSCONFIG_SET_STRING, "workdir", layers.work.c_str()); !error.ok()) return error;
  if (Error error = configure(FSCONFIG_CMD_CREATE, nullptr, nullptr); !error.ok()) return error;
  mount.reset(static_cast<int>(::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, 0)));
  return mount.valid() ? Error::none() : Error::last("fsmount", "overlay");
}

// The older way, where all options together must fit a page: the directories are opened, and named by their short numbers
// relative to /proc/self/fd.
Error mount_by_name(const std::string& target, const OverlayLayers& layers) {
  std::vector<Fd> opened;
  auto open_layer = [&](const std::string& path, std::string& options) {
    Fd directory;
    if (Error error = open_at(directory, AT_FDCWD, path.c_str(), O_PATH | O_DIRECTORY); !error.ok()) return error;
    options += std::to_string(directory.get());
    opened.push_back(std::move(directory));
    return Error::none();
  };
  std::string options = "lowerdir=";
  for (const auto& layer : layers.lower) {
    if (&layer != &layers.lower.front()) options += ":";
    if (Error error = open_layer(layer, options); !error.ok()) return error;
  }
  options += ",upperdir=";
  if (Error error = open_layer(layers.upper, options); !error.ok()) return error;
  options += ",workdir=";
  if (Error error = open_layer(layers.work, options); !error.ok()) return error;
  if (::chdir("/proc/self/fd") < 0) return Error::last("chdir", "/proc/self/fd");
  if (::syscall(SYS_mount, "overlay", target.c_str(), "overlay", 0, options.c_str()) < 0) return Error::last("mount", "overlay");
  return Error::none();
}

}  // namespace

Error mount_overlay(Fd& root, const std::string& target, const OverlayLayers& layers) {
  Fd mount;
  Error error = layers.lower.empty() ? clone_tree(mount, AT_FDCWD, layers.upper.c_str(), false) : mount_by_descriptor(mount, layers);
  if (error.ok()) {
    Fd directory;
    if (error = open_at(directory, AT_FDCWD, target.c_str(), O_PATH | O_DIRECTORY); !error.ok()) return error;
    if (error = attach_mount(mount, directory); !error.ok()) return error;
    root = std::move(mount);
    return Error::none();
  }
  // Old kernels accept lowerdir+ and fail later, so any complaint about the options is a reason to try the old way; what is
  // really wrong with a directory shows there again.
  if (error.code != EINVAL && error.code != ENOSYS && error.code != EOPNOTSUPP) return error;
  if (error = mount_by_name(target, layers); !error.ok()) return error;
  return open_at(root, AT_FDCWD, target.c_str(), O_PATH | O_DIRECTORY);
}

}  // namespace tscompose::linux_api
