#include "monitor/engine_waker.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/io.h"
#include "linux/process.h"
#include "linux/spawn.h"
#include "monitor/wake_attempts.h"

namespace tscompose::monitor {

namespace {

constexpr long kFirstDelayMs = 20;
// Enough to keep the processors from hundreds of monitors that look at the lock in the same instant.
constexpr long kSpreadMs = 200;
constexpr long kLookAgainMs = 1000;
// An engine that has said goodbye may hold its lock for a while, and looks at nothing any more.
constexpr std::uint64_t kLeavingMs = 10000;
constexpr int kLooksWhileLeaving = 4;
// Descriptor of the lock in the engine (src/daemon/engine-lock.ts).
constexpr const char* kLockVariable = "TSCOMPOSE_LOCK_FD=3";

std::uint64_t since_boot_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000 + static_cast<std::uint64_t>(now.tv_nsec) / 1000000;
}

WakeAttempts read_attempts(const Fd& lock) {
  char text[64];
  ssize_t count = TSC_RETRY(::pread(lock.get(), text, sizeof text, 0));
  return count > 0 ? WakeAttempts::parse({text, static_cast<std::size_t>(count)}) : WakeAttempts{};
}

// What cannot be written, on a full disk say, costs the pauses only.
void write_attempts(const Fd& lock, const WakeAttempts& attempts) {
  std::string text = attempts.text();
  if (::ftruncate(lock.get(), 0) == 0) (void)TSC_RETRY(::pwrite(lock.get(), text.data(), text.size(), 0));
}

}  // namespace

EngineWaker::~EngineWaker() {
  stop();
  for (const auto& child : children_) loop_.unwatch(child.get());
}

void EngineWaker::configure(EngineStart start, unsigned spread) {
  start_ = std::move(start);
  start_.environment.emplace_back(kLockVariable);
  spread_ = spread;
}

void EngineWaker::engine_lost() {
  if (start_.arguments.empty() || timer_.valid() || !open_timer()) return;
  arm(kFirstDelayMs + static_cast<long>(spread_) % kSpreadMs);
}

void EngineWaker::engine_arrived() {
  if (looks_left_ < 0) stop();
}

void EngineWaker::engine_left() { left_ms_ = since_boot_ms(); }

void EngineWaker::container_ended(const std::string& exit_record) {
  if (start_.arguments.empty()) return;
  if (!watch_exit_record(exit_record) && errno == ENOENT) {
    // Somebody has looked, or removed the runtime directory: there is nothing to wait for.
    stop();
    return;
  }
  // Whoever holds the lock otherwise has not come to this container yet: it would be connected.
  bool leaving = left_ms_ != 0 && since_boot_ms() - left_ms_ < kLeavingMs;
  looks_left_ = leaving ? kLooksWhileLeaving : 1;
  if (!timer_.valid() && !open_timer()) return;
  on_event(timer_.get(), EPOLLIN);
}

void EngineWaker::on_event(int fd, std::uint32_t) {
  if (fd == exit_watch_.get()) {
    stop();
    return;
  }
  if (fd != timer_.get()) {
    reap_children(fd);
    return;
  }
  long delay_ms = try_to_start();
  if (looks_left_ == 0) stop();
  else arm(delay_ms);
}

long EngineWaker::try_to_start() {
  Fd lock;
  if (!open_at(lock, AT_FDCWD, start_.lock_path.c_str(), O_RDWR | O_CREAT, 0600).ok()) {
    // The state root is gone or unusable: an engine would not get further.
    if (looks_left_ > 0) --looks_left_;
    return kLookAgainMs;
  }
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) < 0) {
    if (looks_left_ > 0) --looks_left_;
    return kLookAgainMs;
  }
  WakeAttempts attempts = read_attempts(lock);
  std::uint64_t now = since_boot_ms();
  if (std::uint64_t pause = attempts.pause(now); pause > 0) return static_cast<long>(pause + spread_ % kSpreadMs);
  write_attempts(lock, {attempts.count + 1, now});
  if (spawn(lock) && looks_left_ > 0) looks_left_ = 0;
  return kLookAgainMs;
}

bool EngineWaker::spawn(const Fd& lock) {
  pid_t pid = -1;
  // What cannot be started now is tried again with the timer.
  linux_api::SpawnRequest request{start_.arguments.front(), start_.arguments, start_.environment};
  request.control = lock.get();
  if (!linux_api::spawn_program(pid, request).ok()) return false;
  Fd child(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (child.valid() && loop_.watch(child.get(), EPOLLIN, this).ok()) children_.push_back(std::move(child));
  return true;
}

bool EngineWaker::open_timer() {
  timer_.reset(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  if (timer_.valid() && loop_.watch(timer_.get(), EPOLLIN, this).ok()) return true;
  timer_.reset();
  return false;
}

bool EngineWaker::watch_exit_record(const std::string& path) {
  exit_watch_.reset(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  // The file stays open here, so its removal shows as one name less.
  return exit_watch_.valid() && ::inotify_add_watch(exit_watch_.get(), path.c_str(), IN_ATTRIB) >= 0 &&
         loop_.watch(exit_watch_.get(), EPOLLIN, this).ok();
}

void EngineWaker::arm(long delay_ms) {
  itimerspec when{};
  when.it_value.tv_sec = delay_ms / 1000;
  when.it_value.tv_nsec = delay_ms % 1000 * 1000000;
  // Also takes back that it has run out.
  (void)::timerfd_settime(timer_.get(), 0, &when, nullptr);
}

void EngineWaker::stop() {
  for (Fd* watched : {&timer_, &exit_watch_}) {
    loop_.unwatch(watched->get());
    watched->reset();
  }
}

void EngineWaker::reap_children(int fd) {
  std::erase_if(children_, [&](const Fd& child) {
    if (child.get() != fd) return false;
    loop_.unwatch(fd);
    linux_api::wait_until_gone(child);
    return true;
  });
}

}  // namespace tscompose::monitor
