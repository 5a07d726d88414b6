#include "monitor/loop.h"

#include "linux/program_pages.h"

namespace tscompose::monitor {

Error Loop::open() {
  epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
  return epoll_.valid() ? Error::none() : Error::last("epoll_create1");
}

Error Loop::watch(int fd, std::uint32_t events, Handler* handler) {
  auto index = static_cast<std::size_t>(fd);
  if (index >= watched_.size()) watched_.resize(index + 1);
  Watched& watched = watched_[index];
  if (watched.handler == nullptr || watched.events != events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    int operation = watched.handler == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (::epoll_ctl(epoll_.get(), operation, fd, &event) < 0) return Error::last("epoll_ctl");
  }
  watched = {handler, events};
  return Error::none();
}

void Loop::unwatch(int fd) {
  auto index = static_cast<std::size_t>(fd);
  if (fd < 0 || index >= watched_.size() || watched_[index].handler == nullptr) return;
  watched_[index] = {};
  (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

bool Loop::run_once(int timeout_ms) {
  // One event at a time: a batch could hold an event of a descriptor that an earlier one of the batch has closed.
  epoll_event event{};
  int count = ::epoll_wait(epoll_.get(), &event, 1, timeout_ms);
  if (count <= 0) return false;
  Handler* handler = watched_[static_cast<std::size_t>(event.data.fd)].handler;
  if (handler != nullptr) handler->on_event(event.data.fd, event.events);
  buried_.clear();
  return true;
}

void Loop::sleep() const { linux_api::sleep_with_few_pages(epoll_.get()); }

}  // namespace tscompose::monitor
