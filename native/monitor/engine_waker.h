// Starts an engine when the container has lost its own. Which of the engines that several monitors start stays is settled by
// their lock; trying is spread over time and becomes rarer while it brings nothing.
#pragma once
#include <string>
#include <vector>

#include "monitor/loop.h"

namespace tscompose::monitor {

class EngineWaker : public Handler {
 public:
  explicit EngineWaker(Loop& loop) : loop_(loop) {}
  ~EngineWaker() override;

  // `spread` is any number that differs between containers.
  void configure(std::vector<std::string> arguments, std::vector<std::string> environment, unsigned spread);

  // No engine is connected any more: try soon, and again until one is.
  void engine_lost();
  void engine_arrived();
  // Starts one at once.
  void wake();

  void on_event(int fd, std::uint32_t events) override;

 private:
  void arm(long delay_ms);
  void reap_children(int fd);

  Loop& loop_;
  std::vector<std::string> arguments_;
  std::vector<std::string> environment_;
  unsigned spread_ = 0;
  Fd timer_;
  long delay_ms_ = 0;
  std::vector<Fd> children_;  // pidfds
};

}  // namespace tscompose::monitor
