#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io.h"
#include "init/process_setup.h"
#include "init/report.h"
#include "linux/terminal.h"

namespace tscompose::init {

namespace {

Error place(int from, int to) {
  // dup2 onto itself would leave close-on-exec set.
  if (from == to) return ::fcntl(from, F_SETFD, 0) < 0 ? Error::last("fcntl") : Error::none();
  return ::dup2(from, to) < 0 ? Error::last("dup2") : Error::none();
}

// A pipe belongs to who made it, and /proc/self/fd/1 is opened anew by its permissions.
Error give_to(int fd, uid_t uid) {
  struct stat status {};
  if (::fstat(fd, &status) < 0) return Error::last("fstat");
  if (S_ISFIFO(status.st_mode) || isatty(fd) != 0) {
    if (::fchown(fd, uid, static_cast<gid_t>(-1)) < 0) return Error::last("fchown");
  }
  return Error::none();
}

Error open_terminal_streams(Streams& streams, const ProcessSpec& spec, int channel) {
  Fd master;
  Fd slave;
  if (Error error = linux_api::open_terminal(master, slave); !error.ok()) return error;
  if (spec.rows > 0 && spec.cols > 0) {
    if (Error error = linux_api::set_window_size(master.get(), spec.rows, spec.cols); !error.ok()) return error;
  }
  if (Error error = linux_api::take_controlling_terminal(slave); !error.ok()) return error;
  if (Error error = send_terminal(channel, master); !error.ok()) return error;
  streams.input = std::move(slave);
  return Error::none();
}

}  // namespace

Error connect_streams(Streams& streams, const ProcessSpec& spec, const linux_api::Identity& identity, int channel) {
  if (::setsid() < 0) return Error::last("setsid");
  if (spec.terminal) {
    if (Error error = open_terminal_streams(streams, spec, channel); !error.ok()) return error;
  } else if (!streams.input.valid()) {
    if (Error error = open_at(streams.input, AT_FDCWD, "/dev/null", O_RDONLY); !error.ok()) return error;
  }
  int input = streams.input.get();
  if (Error error = place(input, 0); !error.ok()) return error;
  if (Error error = place(spec.terminal ? input : streams.output.get(), 1); !error.ok()) return error;
  if (Error error = place(spec.terminal ? input : streams.error.get(), 2); !error.ok()) return error;
  for (int fd = 0; fd <= 2; ++fd) {
    if (Error error = give_to(fd, identity.uid); !error.ok()) return error;
  }
  return Error::none();
}

}  // namespace tscompose::init
