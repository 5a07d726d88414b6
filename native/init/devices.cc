// Device nodes of this machine that a container gets besides those that every one has.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io.h"
#include "init/container_init.h"
#include "linux/in_root.h"

namespace tscompose::init {

namespace {

// One that is there already may be of an earlier run of this container, or of its image, or one of those that every container has.
Error make_node(const Fd& directory, const std::string& name, const linux_api::DeviceNode& device) {
  mode_t kind = device.mode & S_IFMT;
  if (::mknodat(directory.get(), name.c_str(), kind | (device.mode & 07777), device.number) < 0) {
    if (errno != EEXIST) return Error::last("mknodat", device.path);
    if (::unlinkat(directory.get(), name.c_str(), 0) < 0) return Error::last("unlinkat", device.path);
    if (::mknodat(directory.get(), name.c_str(), kind | (device.mode & 07777), device.number) < 0) return Error::last("mknodat", device.path);
  }
  if (::fchownat(directory.get(), name.c_str(), device.uid, device.gid, AT_SYMLINK_NOFOLLOW) < 0) return Error::last("fchownat", device.path);
  return Error::none();
}

}  // namespace

Error make_devices(ContainerContext& context) {
  for (const auto& device : context.devices) {
    std::size_t slash = device.path.rfind('/');
    Fd directory;
    std::string parent = device.path.substr(0, slash == 0 || slash == std::string::npos ? 1 : slash);
    if (Error error = linux_api::make_directory_in_root(directory, context.root.get(), parent, 0755); !error.ok()) return error;
    if (Error error = make_node(directory, device.path.substr(slash + 1), device); !error.ok()) return error;
  }
  return Error::none();
}

}  // namespace tscompose::init
