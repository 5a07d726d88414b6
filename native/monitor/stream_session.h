// What a connection carries streams for, an exec or the container's own process, and the connection as that sees it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tscompose::monitor {

// The client.
class StreamPeer {
 public:
  virtual ~StreamPeer() = default;
  virtual void send_frame(std::string_view frame) = 0;
  virtual std::size_t backlog() const = 0;  // bytes of frames that wait to be sent
  virtual void input_taken() = 0;           // input_full() has become false
  virtual void session_over() = 0;          // the last frame has been handed over; the session is gone

  bool is_backlogged() const { return backlog() > 0; }
};

// What the client says, as far as it is about streams.
class StreamSession {
 public:
  virtual ~StreamSession() = default;
  virtual void write_input(std::string_view bytes) = 0;
  virtual void end_input() = 0;
  virtual void resize(std::uint64_t rows, std::uint64_t cols) = 0;
  virtual void kill(int signal) = 0;
  virtual bool input_full() const = 0;
  virtual void peer_drained() = 0;  // all frames have been sent
  virtual void peer_gone() = 0;
};

}  // namespace tscompose::monitor
