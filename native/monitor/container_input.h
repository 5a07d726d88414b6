// Input of the main process: what its attached clients type, in the order it comes. What it has not read yet is bounded: clients
// wait while input is full.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "monitor/loop.h"

namespace tscompose::monitor {

class ContainerInput : public Handler {
 public:
  explicit ContainerInput(Loop& loop) : loop_(loop) {}
  ~ContainerInput() override { close(); }

  // What is written before this waits. `stream` is the write end of its pipe or the master of its terminal; one that is invalid takes nothing. `on_room` is called when
  // full() has become false.
  Error open(Fd stream, std::function<void()> on_room);

  void write(std::string_view bytes);
  // End of file, once all that came before has been read.
  void end();
  void resize(std::uint64_t rows, std::uint64_t cols);
  bool full() const { return waiting_.size() >= (is_open_ ? kMostWaiting : 1); }
  void close();

  void on_event(int fd, std::uint32_t events) override;

 private:
  void flush();

  static constexpr std::size_t kMostWaiting = 256u << 10;

  Loop& loop_;
  Fd stream_;
  std::function<void()> on_room_;
  std::string waiting_;
  std::uint64_t rows_ = 0;  // asked for before there was a terminal
  std::uint64_t cols_ = 0;
  bool is_open_ = false;
  bool ends_ = false;
};

}  // namespace tscompose::monitor
