// One connection to a port inside the container: the monitor opens it in the container's network namespace and carries what
// comes back to the client. So a service that listens on its own loopback can be reached, with no program of its image.
#pragma once
#include <string>
#include <string_view>

#include "core/fd.h"
#include "core/mapped_memory.h"
#include "core/result.h"
#include "monitor/loop.h"
#include "monitor/stream_session.h"
#include "protocol/messages.h"

namespace tscompose::monitor {

class PortRelay;

class RelayOwner {
 public:
  virtual ~RelayOwner() = default;
  virtual void relay_ended(PortRelay* relay) = 0;
};

class PortRelay : public Handler {
 public:
  PortRelay(Loop& loop, MappedMemory& scratch, RelayOwner& owner, StreamPeer& peer)
      : loop_(loop), scratch_(scratch), owner_(owner), peer_(&peer) {}
  ~PortRelay() override { loop_.unwatch(socket_.get()); }

  // Tries the addresses one after the other; the relay may be over already when this returns.
  void start(const Fd& container, const protocol::ConnectMessage& request);

  void on_event(int fd, std::uint32_t events) override;

  void peer_gone();

 private:
  void connect_next();
  Error connect_to(const std::string& address);
  void on_connected();
  void send_request();
  void receive();
  void finish(std::string_view last_frame);

  Loop& loop_;
  MappedMemory& scratch_;
  RelayOwner& owner_;
  StreamPeer* peer_;
  const Fd* container_ = nullptr;
  protocol::ConnectMessage request_;
  std::size_t next_ = 0;  // of request_.address
  Fd socket_;
  bool connected_ = false;
  std::size_t sent_ = 0;      // of request_.request
  std::size_t received_ = 0;
  Error failure_;             // of the address that was tried last
};

}  // namespace tscompose::monitor
