#include "layer/layer_stack.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include <memory>

namespace tscompose::layer {
namespace {

constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

struct CloseDirectory {
  void operator()(DIR* stream) const { closedir(stream); }
};

bool is_opaque(int directory) {
  char value = 0;
  return fgetxattr(directory, "trusted.overlay.opaque", &value, 1) == 1 && value == 'y';
}

// Only made where an administrator switched these features on; without them following is wrong, and with them nobody may miss it.
Error refuse_redirect(int directory, const std::string& name) {
  if (fgetxattr(directory, "trusted.overlay.redirect", nullptr, 0) < 0) return Error::none();
  return {ENOTSUP, "overlay redirect", name};
}

}  // namespace

bool is_whiteout(const struct stat& status) { return S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0); }

Error StackDirectory::open(const std::vector<std::string>& layers) {
  for (const std::string& layer : layers) {
    Fd directory(TSC_RETRY(::open(layer.c_str(), kOpenDirectory)));
    if (!directory.valid()) return Error::last("open", layer);
    directories_.push_back(std::move(directory));
  }
  return Error::none();
}

Error StackDirectory::adopt(int directory) {
  Fd copy(TSC_RETRY(openat(directory, ".", kOpenDirectory)));
  if (!copy.valid()) return Error::last("openat");
  directories_.push_back(std::move(copy));
  return Error::none();
}

Error StackDirectory::entries(bool whiteouts, std::map<std::string, StackEntry>* found) const {
  std::map<std::string, StackEntry> all;
  for (size_t index = 0; index < directories_.size(); ++index) {
    // fdopendir owns what it is given.
    int copy = TSC_RETRY(openat(directories_[index].get(), ".", kOpenDirectory));
    if (copy < 0) return Error::last("openat");
    std::unique_ptr<DIR, CloseDirectory> stream(fdopendir(copy));
    if (stream == nullptr) {
      Error error = Error::last("fdopendir");
      close(copy);
      return error;
    }
    while (dirent* item = readdir(stream.get())) {
      std::string name = item->d_name;
      if (name == "." || name == ".." || all.contains(name)) continue;
      StackEntry entry{index, {}};
      if (fstatat(directories_[index].get(), name.c_str(), &entry.status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) continue;  // Removed meanwhile.
        return Error::last("fstatat", name);
      }
      all.emplace(std::move(name), entry);
    }
  }
  for (auto& [name, entry] : all) {
    if (!is_whiteout(entry.status) || (whiteouts && entry.from == 0)) found->emplace(name, entry);
  }
  return Error::none();
}

bool StackDirectory::find(const std::string& name, StackEntry* found) const {
  for (size_t index = 0; index < directories_.size(); ++index) {
    if (fstatat(directories_[index].get(), name.c_str(), &found->status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    found->from = index;
    return !is_whiteout(found->status);
  }
  return false;
}

Error StackDirectory::child(const std::string& name, StackDirectory* child) const {
  for (const Fd& parent : directories_) {
    struct stat status {};
    if (fstatat(parent.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISDIR(status.st_mode)) break;
    Fd directory(TSC_RETRY(openat(parent.get(), name.c_str(), kOpenDirectory)));
    if (!directory.valid()) return Error::last("openat", name);
    if (Error error = refuse_redirect(directory.get(), name); !error.ok()) return error;
    bool last = is_opaque(directory.get());
    child->directories_.push_back(std::move(directory));
    if (last) break;
  }
  return Error::none();
}

bool StackDirectory::opaque() const { return !directories_.empty() && is_opaque(directories_.front().get()); }

}  // namespace tscompose::layer
