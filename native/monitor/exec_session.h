// One exec: the process, its streams, and the client they are carried to and from. What is in flight is bounded: the process
// waits while its client doesn't read, and the client's input waits while the process doesn't.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/mapped_memory.h"
#include "init/report.h"
#include "linux/process.h"
#include "monitor/exec_process.h"
#include "monitor/loop.h"
#include "monitor/stream_session.h"

namespace tscompose::monitor {

class ExecSession;

class ExecOwner {
 public:
  virtual ~ExecOwner() = default;
  virtual void session_ended(ExecSession* session) = 0;
  // What engines are to know of a command that is not their own.
  virtual void tell_of_exec(const std::string& frame) = 0;
};

class ExecSession : public Handler, public StreamSession {
 public:
  ExecSession(Loop& loop, MappedMemory& scratch, ExecOwner& owner, StreamPeer& peer)
      : loop_(loop), scratch_(scratch), owner_(owner), peer_(&peer) {}
  ~ExecSession() override;

  // Everything that follows is told to the peer, a failure too; the session may be over already when this returns.
  void start(const Container& container, const ExecLimits& limits, const protocol::ExecMessage& request);

  void on_event(int fd, std::uint32_t events) override;

  void write_input(std::string_view bytes) override;
  void end_input() override;
  void resize(std::uint64_t rows, std::uint64_t cols) override;
  void kill(int signal) override;
  bool input_full() const override;
  void peer_drained() override;
  // A terminal hangs up; a process with pipes goes on, and what it writes is dropped.
  void peer_gone() override;

 private:
  void tell_began();
  void tell_ended();
  void fail(const char* step, const char* call, int code, const std::string& subject);
  void on_outcome();
  void on_process_end();
  void pump(Fd& stream, bool until_empty);
  void flush_input();
  void rearm();
  void close_stream(Fd& stream);
  void finish_if_done();

  Loop& loop_;
  MappedMemory& scratch_;
  ExecOwner& owner_;
  StreamPeer* peer_;
  ExecProcess process_;
  std::vector<std::string> arg_;  // as far as engines are told
  bool tracked_ = false;       // a kill reaches all that it forked, and so does its client's leave
  bool enlarged_[2] = {false, false};  // pipes of output and error
  bool input_enlarged_ = false;
  bool has_terminal_ = false;  // then process_.output is its master, which is written to as well
  init::Outcome outcome_;
  bool running_ = false;
  bool reaped_ = false;
  bool final_sent_ = false;
  linux_api::ExitStatus status_;
  std::string input_;  // not yet taken by the process
  bool input_ends_ = false;
};

}  // namespace tscompose::monitor
