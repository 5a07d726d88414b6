#include "core/io.h"

#include <fcntl.h>

namespace tscompose {

Error open_at(Fd& out, int directory, const char* path, int flags, mode_t mode) {
  int fd = TSC_RETRY(::openat(directory, path, flags | O_CLOEXEC, mode));
  if (fd < 0) return Error::last("openat", path);
  out.reset(fd);
  return Error::none();
}

Error write_all(int fd, std::string_view bytes, const char* subject) {
  while (!bytes.empty()) {
    ssize_t count = TSC_RETRY(::write(fd, bytes.data(), bytes.size()));
    if (count < 0) return Error::last("write", subject);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return Error::none();
}

Error write_file(const char* path, std::string_view bytes) {
  Fd file;
  if (Error error = open_at(file, AT_FDCWD, path, O_WRONLY); !error.ok()) return error;
  ssize_t count = TSC_RETRY(::write(file.get(), bytes.data(), bytes.size()));
  return count < 0 ? Error::last("write", path) : Error::none();
}

Error read_file(std::string& out, int directory, const char* path, std::size_t limit) {
  Fd file;
  if (Error error = open_at(file, directory, path, O_RDONLY); !error.ok()) return error;
  out.clear();
  char buffer[4096];
  for (;;) {
    ssize_t count = TSC_RETRY(::read(file.get(), buffer, sizeof buffer));
    if (count < 0) return Error::last("read", path);
    if (count == 0) return Error::none();
    if (out.size() + static_cast<std::size_t>(count) > limit) return {EFBIG, "read", path};
    out.append(buffer, static_cast<std::size_t>(count));
  }
}

Error make_pipe(Fd& read_end, Fd& write_end) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return Error::last("pipe2");
  read_end.reset(ends[0]);
  write_end.reset(ends[1]);
  return Error::none();
}

Error set_nonblocking(int fd) {
  int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) return Error::last("fcntl");
  return Error::none();
}

}  // namespace tscompose
