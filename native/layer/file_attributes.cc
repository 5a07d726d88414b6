#include "layer/file_attributes.h"

#include <sys/xattr.h>

#include <algorithm>
#include <string_view>

namespace tscompose::layer {
namespace {

constexpr size_t kMaxXattr = 65536;  // xattr(7): the most that the VFS takes.

bool stays_here(std::string_view name) {
  return name.starts_with("trusted.overlay.") || name.starts_with("user.overlay.") || name == "security.selinux" ||
         name == "security.ima" || name == "security.evm";
}

}  // namespace

Error read_xattrs(int parent, const std::string& name, std::vector<std::pair<std::string, std::string>>* xattrs) {
  // There is no getxattrat before Linux 6.13; the descriptor's own link in /proc names the parent safely.
  std::string path = "/proc/self/fd/" + std::to_string(parent) + "/" + name;
  char small[1024];
  std::string names(small, 0);
  ssize_t size = llistxattr(path.c_str(), small, sizeof(small));
  if (size >= 0) {
    names.assign(small, static_cast<size_t>(size));
  } else if (errno == ERANGE) {
    names.resize(kMaxXattr);
    size = llistxattr(path.c_str(), names.data(), names.size());
    if (size >= 0) names.resize(static_cast<size_t>(size));
  }
  if (size < 0) return errno == ENOTSUP ? Error::none() : Error::last("llistxattr", name);
  for (size_t at = 0; at < names.size();) {
    std::string key = names.c_str() + at;
    at += key.size() + 1;
    if (stays_here(key)) continue;
    std::string value(kMaxXattr, '\0');
    ssize_t length = lgetxattr(path.c_str(), key.c_str(), value.data(), value.size());
    if (length < 0) {
      if (errno == ENODATA) continue;  // Removed meanwhile.
      return Error::last("lgetxattr", name + ": " + key);
    }
    value.resize(static_cast<size_t>(length));
    xattrs->emplace_back(std::move(key), std::move(value));
  }
  std::sort(xattrs->begin(), xattrs->end());
  return Error::none();
}

}  // namespace tscompose::layer
