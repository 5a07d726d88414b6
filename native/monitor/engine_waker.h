// Starts an engine when the container has lost its own. Who starts one holds the engine's lock and hands it down, so that of all
// monitors one does, and none while an engine is there; an engine that dies again and again is started less and less often.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "monitor/loop.h"

namespace tscompose::monitor {

// How engines are started.
struct EngineStart {
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::string lock_path;
};

class EngineWaker : public Handler {
 public:
  explicit EngineWaker(Loop& loop) : loop_(loop) {}
  ~EngineWaker() override;

  // `spread` is any number that differs between containers.
  void configure(EngineStart start, unsigned spread);

  // No engine is connected any more: try soon, and again until one is.
  void engine_lost();
  void engine_arrived();
  // An engine ends on purpose.
  void engine_left();
  // Nobody was told of the container's end: tries at once, until an engine is started, one that will look is there, or has looked and
  // taken the exit record away.
  void container_ended(const std::string& exit_record);

  // True while something is still to be tried.
  bool trying() const { return timer_.valid(); }

  void on_event(int fd, std::uint32_t events) override;

 private:
  // Milliseconds after which to look again.
  long try_to_start();
  bool spawn(const Fd& lock);
  bool open_timer();
  bool watch_exit_record(const std::string& path);
  void arm(long delay_ms);
  void stop();
  void reap_children(int fd);

  Loop& loop_;
  EngineStart start_;
  unsigned spread_ = 0;
  Fd timer_;
  Fd exit_watch_;
  std::uint64_t left_ms_ = 0;
  // How often whoever holds the lock is not yet trusted to look after the container's end; -1: it runs, so until an engine comes.
  int looks_left_ = -1;
  std::vector<Fd> children_;  // pidfds
};

}  // namespace tscompose::monitor
