#include "linux/device_node.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <memory>

namespace tscompose::linux_api {

namespace {

constexpr const char* kOwn[] = {"pts", "shm", "fd", "mqueue", "console", "ptmx", "null", "zero", "full", "random", "urandom", "tty"};

bool is_device(const struct stat& status) { return S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode); }

DeviceNode node_of(const struct stat& status, std::string path, const std::string& access) {
  return {std::move(path), status.st_mode, status.st_rdev, status.st_uid, status.st_gid, access};
}

bool is_own(const std::string& name) {
  for (const char* own : kOwn) {
    if (name == own) return true;
  }
  return false;
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

// Devices come and go: what vanishes meanwhile was not there.
Error walk(std::vector<DeviceNode>& nodes, const std::string& source, const std::string& target, const std::string& access, bool all) {
  std::unique_ptr<DIR, CloseDirectory> directory(::opendir(source.c_str()));
  if (directory == nullptr) return errno == ENOENT ? Error::none() : Error::last("opendir", source);
  while (const dirent* entry = ::readdir(directory.get())) {
    std::string name = entry->d_name;
    if (name == "." || name == ".." || (all && is_own(name))) continue;
    std::string path = source + "/" + name;
    struct stat status {};
    if (::lstat(path.c_str(), &status) < 0) continue;
    if (is_device(status)) nodes.push_back(node_of(status, target + "/" + name, access));
    if (!S_ISDIR(status.st_mode)) continue;
    if (Error error = walk(nodes, path, target + "/" + name, access, false); !error.ok()) return error;
  }
  return Error::none();
}

}  // namespace

Error find_devices(std::vector<DeviceNode>& nodes, const std::string& source, const std::string& target, const std::string& access) {
  struct stat status {};
  if (::stat(source.c_str(), &status) < 0) return Error::last("stat", source);
  if (is_device(status)) {
    nodes.push_back(node_of(status, target, access));
    return Error::none();
  }
  std::size_t before = nodes.size();
  if (S_ISDIR(status.st_mode)) {
    if (Error error = walk(nodes, source, target, access, false); !error.ok()) return error;
  }
  return nodes.size() > before ? Error::none() : Error{ENOTBLK, "find device", source};
}

Error find_all_devices(std::vector<DeviceNode>& nodes) { return walk(nodes, "/dev", "/dev", "rwm", true); }

std::string rule_of(const DeviceNode& node) {
  return std::string(S_ISBLK(node.mode) ? "b " : "c ") + std::to_string(major(node.number)) + ":" + std::to_string(minor(node.number)) +
         " " + node.access;
}

}  // namespace tscompose::linux_api
