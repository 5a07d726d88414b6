// One connection to the monitor: an engine, or a client of one exec, of the main process, or of one port. Which of them, its first frame tells.
#pragma once
#include <cstdint>

#include "monitor/exec_session.h"
#include "monitor/loop.h"
#include "monitor/outbox.h"
#include "monitor/port_relay.h"
#include "protocol/frame_reader.h"
#include "protocol/messages.h"

namespace tscompose::monitor {

class Connection;

// What connections ask of the monitor.
class ConnectionOwner {
 public:
  virtual ~ConnectionOwner() = default;
  virtual protocol::StateMessage state() const = 0;
  virtual Error kill_container(int signal) = 0;
  virtual void engine_arrived() = 0;
  // Its session; it may be over already when this returns, of which the connection is told as ever.
  // `privileged`: with all capabilities, instead of those of the container.
  virtual void start_exec(const protocol::ExecMessage& request, bool privileged, Connection& client) = 0;
  virtual void start_attachment(const protocol::AttachMessage& request, Connection& client) = 0;
  // As start_exec.
  virtual void start_relay(const protocol::ConnectMessage& request, Connection& client) = 0;
  virtual void connection_closed(Connection* connection) = 0;
};

class Connection : public Handler, public StreamPeer {
 public:
  Connection(Loop& loop, ConnectionOwner& owner, Fd socket) : loop_(loop), owner_(owner), socket_(std::move(socket)) {}
  ~Connection() override { loop_.unwatch(socket_.get()); }

  // `engine`: this is the control pair, whose other end is an engine without saying so.
  Error open(bool engine);
  // Messages that came with a later version would make an engine take all that follows for nonsense.
  void engine_speaks(std::uint64_t version) { version_ = version; }
  std::uint64_t version() const { return version_; }
  void attach(StreamSession* session) { session_ = session; }
  void attach(PortRelay* relay) { relay_ = relay; }

  // What has not been sent yet matters also when the container is gone.
  bool is_lossless() const { return lossless_; }
  // All has been said, and the peer has not closed yet.
  bool is_ending() const { return ending_; }
  bool is_engine() const { return role_ == Role::Engine; }
  bool said_bye() const { return said_bye_; }

  void on_event(int fd, std::uint32_t events) override;

  void send_frame(std::string_view frame) override;
  std::size_t backlog() const override { return outbox_.size(); }
  void input_taken() override { rearm(); }
  void session_over() override;

 private:
  enum class Role { Unknown, Engine, Streams, Relay };

  // False when the connection shall end: the peer broke the protocol.
  bool handle(const protocol::Frame& frame);
  bool handle_engine(const protocol::Frame& frame);
  bool handle_request(const protocol::Frame& frame);
  bool handle_streams(const protocol::Frame& frame);
  bool handle_relay(const protocol::Frame& frame);
  bool handle_kill(std::string_view payload);
  bool receive();
  void rearm();
  void close();

  Loop& loop_;
  ConnectionOwner& owner_;
  Fd socket_;
  protocol::FrameReader reader_{kMaxRequest};
  Outbox outbox_;
  Role role_ = Role::Unknown;
  StreamSession* session_ = nullptr;
  PortRelay* relay_ = nullptr;
  std::uint64_t version_ = 0;
  bool said_bye_ = false;
  bool lossless_ = false;
  bool privileged_ = false;
  bool broken_ = false;   // closed as soon as its own turn comes
  bool ending_ = false;   // nothing more to say; what the peer still says is dropped until it closes
  bool shut_ = false;

  static constexpr std::uint32_t kMaxRequest = 4u << 20;
};

}  // namespace tscompose::monitor
