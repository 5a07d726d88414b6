// Carries the main process's output to the log, and to the clients that are attached.
#pragma once
#include "core/mapped_memory.h"
#include "monitor/attachments.h"
#include "monitor/json_log.h"
#include "monitor/loop.h"

namespace tscompose::monitor {

class ContainerOutput : public Handler {
 public:
  ContainerOutput(Loop& loop, JsonLog& log, Attachments& clients, MappedMemory& scratch)
      : loop_(loop), log_(log), clients_(clients), scratch_(scratch) {}
  ~ContainerOutput() override { close(); }

  // The read ends; with a terminal, `output` is its master and `error` invalid.
  Error open(Fd output, Fd error);
  void on_event(int fd, std::uint32_t events) override;

  // No client holds the output up any more.
  void resume();

  // The main process is gone: takes what it has still written, but doesn't wait for others that hold the streams open.
  void drain();

 private:
  // Reads once; false when there is nothing now or no more at all.
  bool pump(Stream stream);
  void close();
  void close(Stream stream);

  Loop& loop_;
  JsonLog& log_;
  Attachments& clients_;
  MappedMemory& scratch_;
  Fd streams_[2];
  bool enlarged_[2] = {false, false};
  bool held_up_ = false;
};

}  // namespace tscompose::monitor
