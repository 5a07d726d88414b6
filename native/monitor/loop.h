// The event loop: epoll with one handler per descriptor.
#pragma once
#include <sys/epoll.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::monitor {

class Handler {
 public:
  virtual ~Handler() = default;
  virtual void on_event(int fd, std::uint32_t events) = 0;
};

class Loop {
 public:
  Error open();

  // Calls the handler for `events` (EPOLLIN, ...) of the descriptor, or changes what it is called for. Costs nothing when nothing changes.
  Error watch(int fd, std::uint32_t events, Handler* handler);
  // Must come before the descriptor is closed. One that isn't watched is left alone.
  void unwatch(int fd);

  // Handles one event, or waits `timeout_ms` (-1: for ever); false when nothing came in time.
  bool run_once(int timeout_ms);

  // Waits for the next event without handling it, for however long, with as little memory as can be. A signal ends it too.
  void sleep() const;

  // Destroys a handler once its current call is over.
  void bury(std::unique_ptr<Handler> handler) { buried_.push_back(std::move(handler)); }

 private:
  struct Watched {
    Handler* handler = nullptr;
    std::uint32_t events = 0;
  };

  Fd epoll_;
  std::vector<Watched> watched_;  // by descriptor
  std::vector<std::unique_ptr<Handler>> buried_;
};

}  // namespace tscompose::monitor
