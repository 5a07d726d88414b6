#include "layer/layer_tree.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

namespace tscompose::layer {
namespace {

constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

int open_in(int root, const char* path, uint64_t resolve) {
  open_how how{};
  how.flags = kOpenDirectory;
  how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(syscall(SYS_openat2, root, path, &how, sizeof(how)));
}

// Through its own symlinks a layer can make directories deeper than any path is long, which nobody could walk through any more.
Error check_depth(int directory, const std::string& name) {
  char path[PATH_MAX];
  std::string link = "/proc/self/fd/" + std::to_string(directory);
  if (readlink(link.c_str(), path, sizeof(path)) >= 0) return Error::none();
  return Error::last("readlink", name);
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

Error LayerTree::open(const std::string& directory) {
  root_.reset(TSC_RETRY(::open(directory.c_str(), kOpenDirectory)));
  return root_.valid() ? Error::none() : Error::last("open", directory);
}

Error LayerTree::existing_directory(std::string_view path, uint64_t resolve, Fd* directory) const {
  std::string name = path.empty() ? "." : std::string(path);
  directory->reset(TSC_RETRY(open_in(root_.get(), name.c_str(), resolve | RESOLVE_NO_SYMLINKS)));
  if (directory->valid()) return Error::none();
  if (errno != ELOOP || (resolve & RESOLVE_NO_SYMLINKS) != 0) return Error::last("openat2", name);
  directory->reset(TSC_RETRY(open_in(root_.get(), name.c_str(), resolve)));
  return directory->valid() ? check_depth(directory->get(), name) : Error::last("openat2", name);
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
      ++made_;
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
