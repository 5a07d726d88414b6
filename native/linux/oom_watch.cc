#include "linux/oom_watch.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <string_view>

#include "core/io.h"
#include "core/text.h"

namespace tscompose::linux_api {

namespace {

constexpr std::size_t kEventsBytes = 1024;

std::uint64_t kills_in(std::string_view events) {
  while (!events.empty()) {
    std::string_view line = take_until(events, '\n');
    if (take_until(line, ' ') == "oom_kill") return parse_decimal(line, UINT64_MAX).value_or(0);
  }
  return 0;
}

}  // namespace

Error OomWatch::open(const Cgroup& group) {
  std::string directory = group.directory_of("memory");
  if (directory.empty()) return {ENOENT, "open", "the cgroup controller memory"};
  unified_ = group.layout().unified;
  if (unified_) {
    if (Error error = open_at(fd_, AT_FDCWD, (directory + "/memory.events").c_str(), O_RDONLY); !error.ok()) return error;
    (void)take();  // before it is read once, it is always ready
    return Error::none();
  }
  Fd control;
  if (Error error = open_at(control, AT_FDCWD, (directory + "/memory.oom_control").c_str(), O_RDONLY); !error.ok()) return error;
  fd_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd_.valid()) return Error::last("eventfd");
  Error error = write_file((directory + "/cgroup.event_control").c_str(), std::to_string(fd_.get()) + " " + std::to_string(control.get()));
  if (!error.ok()) close();
  return error;
}

bool OomWatch::take() {
  if (!unified_) {
    std::uint64_t count = 0;
    return ::read(fd_.get(), &count, sizeof count) == sizeof count;
  }
  char text[kEventsBytes];
  ssize_t count = ::pread(fd_.get(), text, sizeof text, 0);
  std::uint64_t before = kills_;
  if (count > 0) kills_ = kills_in({text, static_cast<std::size_t>(count)});
  return kills_ > before;
}

}  // namespace tscompose::linux_api
