#include "layer/layer_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include <cstring>

namespace tscompose::layer {
namespace {

constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

int open_in(int root, const char* path, uint64_t resolve) {
  open_how how{};
  how.flags = kOpenDirectory;
  how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(syscall(SYS_openat2, root, path, &how, sizeof(how)));
}

Error remove_children(int directory) {
  // fdopendir owns what it is given.
  int copy = TSC_RETRY(openat(directory, ".", kOpenDirectory));
  if (copy < 0) return Error::last("openat");
  DIR* stream = fdopendir(copy);
  if (stream == nullptr) {
    Error error = Error::last("fdopendir");
    close(copy);
    return error;
  }
  Error error;
  while (dirent* entry = readdir(stream)) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    error = remove_tree(directory, entry->d_name);
    if (!error.ok()) break;
  }
  closedir(stream);
  return error;
}

}  // namespace

bool is_whiteout(int parent, const char* name) {
  struct stat status {};
  if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
  return S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0);
}

Error make_whiteout(int parent, const char* name) {
  if (mknodat(parent, name, S_IFCHR, makedev(0, 0)) != 0) return Error::last("mknodat", name);
  return Error::none();
}

Error make_opaque(int directory) {
  if (fsetxattr(directory, "trusted.overlay.opaque", "y", 1, 0) != 0) return Error::last("fsetxattr", "trusted.overlay.opaque");
  return Error::none();
}

Error remove_tree(int parent, const char* name) {
  if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) return Error::none();
  if (errno != EISDIR) return Error::last("unlinkat", name);
  Fd directory(TSC_RETRY(openat(parent, name, kOpenDirectory | O_NOFOLLOW)));
  if (!directory.valid()) return Error::last("openat", name);
  if (Error error = remove_children(directory.get()); !error.ok()) return error;
  if (unlinkat(parent, name, AT_REMOVEDIR) != 0) return Error::last("rmdir", name);
  return Error::none();
}

Error LayerTree::open(const std::string& directory) {
  root_.reset(TSC_RETRY(::open(directory.c_str(), kOpenDirectory)));
  return root_.valid() ? Error::none() : Error::last("open", directory);
}

Error LayerTree::existing_directory(std::string_view path, uint64_t resolve, Fd* directory) const {
  std::string name = path.empty() ? "." : std::string(path);
  directory->reset(TSC_RETRY(open_in(root_.get(), name.c_str(), resolve)));
  return directory->valid() ? Error::none() : Error::last("openat2", name);
}

Error LayerTree::parent_of(std::string_view path, int* parent) {
  std::string_view wanted = split_path(path).parent;
  if (wanted.empty()) {
    *parent = root_.get();
    return Error::none();
  }
  if (!cached_.valid() || cached_path_ != wanted) {
    Fd directory;
    Error error = existing_directory(wanted, RESOLVE_IN_ROOT, &directory);
    if (error.code == ENOENT || error.code == ENOTDIR) error = make_directories(wanted, &directory);
    if (!error.ok()) return error;
    remember(std::string(wanted), std::move(directory));
  }
  *parent = cached_.get();
  return Error::none();
}

// Layers may leave directories out that lower layers have. One that this layer whited out before comes back empty.
Error LayerTree::make_directories(std::string_view path, Fd* directory) {
  Fd current;
  if (Error error = existing_directory({}, RESOLVE_IN_ROOT, &current); !error.ok()) return error;
  for (size_t end = 0; end != std::string_view::npos;) {
    end = path.find('/', end + 1);
    std::string prefix(path.substr(0, end));
    Fd next;
    Error error = existing_directory(prefix, RESOLVE_IN_ROOT, &next);
    if (!error.ok()) {
      std::string name(split_path(prefix).name);
      bool hidden = error.code == ENOTDIR && is_whiteout(current.get(), name.c_str());
      if (hidden && unlinkat(current.get(), name.c_str(), 0) != 0) return Error::last("unlinkat", prefix);
      if (!hidden && error.code != ENOENT) return error;
      if (mkdirat(current.get(), name.c_str(), 0755) != 0) return Error::last("mkdirat", prefix);
      if (error = existing_directory(prefix, RESOLVE_IN_ROOT, &next); !error.ok()) return error;
      if (hidden) {
        if (error = make_opaque(next.get()); !error.ok()) return error;
      }
    }
    current = std::move(next);
  }
  *directory = std::move(current);
  return Error::none();
}

void LayerTree::remember(std::string path, Fd directory) {
  cached_path_ = std::move(path);
  cached_ = std::move(directory);
}

}  // namespace tscompose::layer
