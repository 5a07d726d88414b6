#include "linux/copy_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "core/io.h"
#include "core/text.h"

namespace tscompose::linux_api {

namespace {

constexpr std::size_t kCopyChunk = 16u << 20;
// Trees deeper than this are refused before the stack or the descriptors run out.
constexpr int kMaxDepth = 200;

struct CloseDir {
  void operator()(DIR* stream) const { ::closedir(stream); }
};
using DirStream = std::unique_ptr<DIR, CloseDir>;

Error open_stream(DirStream& stream, int directory, const char* name) {
  Fd fd;
  if (Error error = open_at(fd, directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW); !error.ok()) return error;
  stream.reset(::fdopendir(fd.get()));
  if (!stream) return Error::last("fdopendir", name);
  (void)fd.release();
  return Error::none();
}

bool is_dot(const char* name) { return std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0; }

// Overlay's own attributes describe layers and must not reach an ordinary directory.
bool is_copied_attribute(std::string_view name) { return !name.starts_with("trusted.overlay.") && !name.starts_with("user.overlay."); }

void copy_attributes(int from, int to) {
  char names[8192];
  ssize_t length = ::flistxattr(from, names, sizeof names);
  if (length <= 0) return;
  std::string value;
  std::string_view rest(names, static_cast<std::size_t>(length));
  while (!rest.empty()) {
    std::string name(take_until(rest, '\0'));
    if (!is_copied_attribute(name)) continue;
    ssize_t size = ::fgetxattr(from, name.c_str(), nullptr, 0);
    if (size < 0) continue;
    value.resize(static_cast<std::size_t>(size));
    size = ::fgetxattr(from, name.c_str(), value.data(), value.size());
    // A file system that can't hold an attribute (NFS, FAT) shall still get the files.
    if (size >= 0) (void)::fsetxattr(to, name.c_str(), value.data(), static_cast<std::size_t>(size), 0);
  }
}

// The owner before the mode: chown clears set-user-ID bits. Attributes last: chown clears file capabilities, too.
Error copy_metadata(int from, int to, const struct stat& status, const char* name) {
  if (::fchown(to, status.st_uid, status.st_gid) < 0) return Error::last("fchown", name);
  if (::fchmod(to, status.st_mode & 07777) < 0) return Error::last("fchmod", name);
  copy_attributes(from, to);
  timespec times[2] = {status.st_atim, status.st_mtim};
  return ::futimens(to, times) < 0 ? Error::last("futimens", name) : Error::none();
}

Error copy_file(int from, int to, const char* name, const struct stat& status) {
  Fd source;
  Fd target;
  if (Error error = open_at(source, from, name, O_RDONLY | O_NOFOLLOW); !error.ok()) return error;
  if (Error error = open_at(target, to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600); !error.ok()) return error;
  for (;;) {
    ssize_t count = TSC_RETRY(::sendfile(target.get(), source.get(), nullptr, kCopyChunk));
    if (count < 0) return Error::last("sendfile", name);
    if (count == 0) break;
  }
  return copy_metadata(source.get(), target.get(), status, name);
}

Error copy_link(int from, int to, const char* name, const struct stat& status) {
  std::string target(static_cast<std::size_t>(status.st_size) + 1, '\0');
  ssize_t length = ::readlinkat(from, name, target.data(), target.size());
  if (length < 0) return Error::last("readlinkat", name);
  target.resize(static_cast<std::size_t>(length));
  if (::symlinkat(target.c_str(), to, name) < 0) return Error::last("symlinkat", name);
  if (::fchownat(to, name, status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) < 0) return Error::last("fchownat", name);
  timespec times[2] = {status.st_atim, status.st_mtim};
  return ::utimensat(to, name, times, AT_SYMLINK_NOFOLLOW) < 0 ? Error::last("utimensat", name) : Error::none();
}

Error copy_node(int to, const char* name, const struct stat& status) {
  if (::mknodat(to, name, status.st_mode, status.st_rdev) < 0) return Error::last("mknodat", name);
  if (::fchownat(to, name, status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) < 0) return Error::last("fchownat", name);
  return ::fchmodat(to, name, status.st_mode & 07777, 0) < 0 ? Error::last("fchmodat", name) : Error::none();
}

Error copy_entries(DIR* from, int to, int depth);

Error copy_directory(int from, int to, const char* name, const struct stat& status, int depth) {
  if (depth > kMaxDepth) return {ELOOP, "copy directory", name};
  if (::mkdirat(to, name, 0700) < 0) return Error::last("mkdirat", name);
  DirStream source;
  Fd target;
  if (Error error = open_stream(source, from, name); !error.ok()) return error;
  if (Error error = open_at(target, to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW); !error.ok()) return error;
  if (Error error = copy_entries(source.get(), target.get(), depth); !error.ok()) return error;
  return copy_metadata(::dirfd(source.get()), target.get(), status, name);
}

Error copy_entry(int from, int to, const char* name, int depth) {
  struct stat status {};
  if (::fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) < 0) return Error::last("fstatat", name);
  switch (status.st_mode & S_IFMT) {
    case S_IFREG: return copy_file(from, to, name, status);
    case S_IFDIR: return copy_directory(from, to, name, status, depth + 1);
    case S_IFLNK: return copy_link(from, to, name, status);
    case S_IFSOCK: return Error::none();
    default: return copy_node(to, name, status);
  }
}

Error copy_entries(DIR* from, int to, int depth) {
  for (;;) {
    errno = 0;
    dirent* entry = ::readdir(from);
    if (entry == nullptr) return errno != 0 ? Error::last("readdir") : Error::none();
    if (is_dot(entry->d_name)) continue;
    if (Error error = copy_entry(::dirfd(from), to, entry->d_name, depth); !error.ok()) return error;
  }
}

}  // namespace

Error copy_tree(const Fd& from, const Fd& to) {
  DirStream source;
  Fd target;
  if (Error error = open_stream(source, from.get(), "."); !error.ok()) return error;
  if (Error error = open_at(target, to.get(), ".", O_RDONLY | O_DIRECTORY); !error.ok()) return error;
  struct stat status {};
  if (::fstat(::dirfd(source.get()), &status) < 0) return Error::last("fstat");
  if (Error error = copy_entries(source.get(), target.get(), 0); !error.ok()) return error;
  return copy_metadata(::dirfd(source.get()), target.get(), status, ".");
}

Error is_empty_directory(const Fd& directory, bool& empty) {
  DirStream stream;
  if (Error error = open_stream(stream, directory.get(), "."); !error.ok()) return error;
  empty = true;
  for (;;) {
    errno = 0;
    dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) return errno != 0 ? Error::last("readdir") : Error::none();
    if (is_dot(entry->d_name) || std::strcmp(entry->d_name, "lost+found") == 0) continue;
    empty = false;
    return Error::none();
  }
}

}  // namespace tscompose::linux_api
