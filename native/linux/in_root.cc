#include "linux/in_root.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string_view>

#include "core/io.h"
#include "core/text.h"

namespace tscompose::linux_api {

Error open_in_root(Fd& out, int root, const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  // EAGAIN: a rename or mount elsewhere disturbed the walk, which then could not be proven safe.
  long fd = -1;
  do {
    fd = ::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how);
  } while (fd < 0 && (errno == EINTR || errno == EAGAIN));
  if (fd < 0) return Error::last("openat2", path);
  out.reset(static_cast<int>(fd));
  return Error::none();
}

Error make_directory_in_root(Fd& out, int root, const std::string& path, mode_t mode, bool* created) {
  constexpr int kFlags = O_PATH | O_DIRECTORY;
  if (created != nullptr) *created = false;
  Error error = open_in_root(out, root, path.empty() ? "/" : path, kFlags);
  if (error.code != ENOENT) return error;
  Fd directory;
  if (error = open_in_root(directory, root, "/", kFlags); !error.ok()) return error;
  std::string prefix;
  std::string_view rest = path;
  while (!rest.empty()) {
    std::string name(take_until(rest, '/'));
    if (name.empty() || name == ".") continue;
    prefix.append("/").append(name);
    Fd next;
    error = open_in_root(next, root, prefix, kFlags);
    if (error.code == ENOENT) {
      if (::mkdirat(directory.get(), name.c_str(), mode) < 0 && errno != EEXIST) return Error::last("mkdirat", prefix);
      if (created != nullptr) *created = true;
      error = open_at(next, directory.get(), name.c_str(), kFlags | O_NOFOLLOW);
    }
    if (!error.ok()) return error;
    directory = std::move(next);
  }
  out = std::move(directory);
  return Error::none();
}

Error make_file_in_root(Fd& out, int root, const std::string& path, mode_t mode) {
  Error error = open_in_root(out, root, path, O_PATH);
  if (error.code != ENOENT) return error;
  std::size_t slash = path.rfind('/');
  std::string parent = slash == std::string::npos ? "/" : path.substr(0, slash);
  std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  Fd directory;
  if (error = make_directory_in_root(directory, root, parent, 0755); !error.ok()) return error;
  Fd file;
  error = open_at(file, directory.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  if (!error.ok() && error.code != EEXIST) return {error.code, error.call, path};
  return open_in_root(out, root, path, O_PATH);
}

}  // namespace tscompose::linux_api
