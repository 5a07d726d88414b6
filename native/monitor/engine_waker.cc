#include "monitor/engine_waker.h"

#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>

#include "linux/process.h"
#include "linux/spawn.h"

namespace tscompose::monitor {

namespace {

constexpr long kFirstDelayMs = 20;
constexpr long kSpreadMs = 1000;
constexpr long kRetryMs = 3000;
constexpr long kMaxRetryMs = 60000;

}  // namespace

EngineWaker::~EngineWaker() {
  loop_.unwatch(timer_.get());
  for (const auto& child : children_) loop_.unwatch(child.get());
}

void EngineWaker::configure(std::vector<std::string> arguments, std::vector<std::string> environment, unsigned spread) {
  arguments_ = std::move(arguments);
  environment_ = std::move(environment);
  spread_ = spread;
}

void EngineWaker::engine_lost() {
  if (arguments_.empty() || timer_.valid()) return;
  timer_.reset(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  if (!timer_.valid() || !loop_.watch(timer_.get(), EPOLLIN, this).ok()) return;
  delay_ms_ = kRetryMs;
  arm(kFirstDelayMs + static_cast<long>(spread_) % kSpreadMs);
}

void EngineWaker::engine_arrived() {
  loop_.unwatch(timer_.get());
  timer_.reset();
}

void EngineWaker::wake() {
  if (arguments_.empty()) return;
  pid_t pid = -1;
  // What cannot be started now is tried again with the timer.
  if (!linux_api::spawn_program(pid, {arguments_.front(), arguments_, environment_}).ok()) return;
  Fd child(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!child.valid() || !loop_.watch(child.get(), EPOLLIN, this).ok()) return;
  children_.push_back(std::move(child));
}

void EngineWaker::on_event(int fd, std::uint32_t) {
  if (fd != timer_.get()) {
    reap_children(fd);
    return;
  }
  wake();
  arm(delay_ms_);
  delay_ms_ = std::min(delay_ms_ * 2, kMaxRetryMs);
}

void EngineWaker::arm(long delay_ms) {
  itimerspec when{};
  when.it_value.tv_sec = delay_ms / 1000;
  when.it_value.tv_nsec = delay_ms % 1000 * 1000000;
  (void)::timerfd_settime(timer_.get(), 0, &when, nullptr);
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
