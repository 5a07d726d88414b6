#include "monitor/listener.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "core/io.h"

namespace tscompose::monitor {

Error listen_at(Fd& listener, const std::string& path) {
  std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {EINVAL, "bind", path};
  Fd directory;
  if (Error error = open_at(directory, AT_FDCWD, path.substr(0, slash + 1).c_str(), O_PATH | O_DIRECTORY); !error.ok()) return error;
  std::string name = path.substr(slash + 1);
  if (::unlinkat(directory.get(), name.c_str(), 0) < 0 && errno != ENOENT) return Error::last("unlink", path);
  // An address holds 107 bytes: the directory goes in by its descriptor.
  std::string short_path = "/proc/self/fd/" + std::to_string(directory.get()) + "/" + name;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (short_path.size() >= sizeof address.sun_path) return {ENAMETOOLONG, "bind", path};
  std::memcpy(address.sun_path, short_path.data(), short_path.size());
  listener.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listener.valid()) return Error::last("socket");
  mode_t before = ::umask(0177);
  int bound = ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  Error error = bound < 0 ? Error::last("bind", path) : Error::none();
  ::umask(before);
  if (error.ok() && ::listen(listener.get(), SOMAXCONN) < 0) error = Error::last("listen", path);
  return error;
}

}  // namespace tscompose::monitor
