#include "linux/terminal.h"

#include <asm/ioctls.h>
#include <fcntl.h>
#include <sys/ioctl.h>

#include <algorithm>

#include "core/io.h"

namespace tscompose::linux_api {

Error open_terminal(Fd& master, Fd& slave) {
  if (Error error = open_at(master, AT_FDCWD, "/dev/pts/ptmx", O_RDWR | O_NOCTTY); !error.ok()) return error;
  int unlocked = 0;
  if (::ioctl(master.get(), TIOCSPTLCK, &unlocked) < 0) return Error::last("ioctl(TIOCSPTLCK)");
  // Not by name: /dev/pts belongs to the container, where another file could stand in the slave's place.
  int peer = ::ioctl(master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (peer < 0) return Error::last("ioctl(TIOCGPTPEER)");
  slave.reset(peer);
  return Error::none();
}

Error set_window_size(int terminal, std::uint64_t rows, std::uint64_t cols) {
  winsize size{};
  size.ws_row = static_cast<unsigned short>(std::min<std::uint64_t>(rows, 0xffff));
  size.ws_col = static_cast<unsigned short>(std::min<std::uint64_t>(cols, 0xffff));
  return ::ioctl(terminal, TIOCSWINSZ, &size) < 0 ? Error::last("ioctl(TIOCSWINSZ)") : Error::none();
}

Error take_controlling_terminal(const Fd& slave) {
  return ::ioctl(slave.get(), TIOCSCTTY, 0) < 0 ? Error::last("ioctl(TIOCSCTTY)") : Error::none();
}

}  // namespace tscompose::linux_api
