// The DNS service's TCP clients: messages with a length of two bytes in front, several at once on one connection.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "monitor/dns_client.h"
#include "monitor/loop.h"
#include "monitor/outbox.h"

namespace tscompose::monitor {

class DnsStreams : public Handler {
 public:
  DnsStreams(Loop& loop, DnsAnswerer& answerer) : loop_(loop), answerer_(answerer) {}
  ~DnsStreams() override { close(); }

  // `listener` was made in the container's network namespace.
  Error open(Fd listener);
  void on_event(int fd, std::uint32_t events) override;
  void deliver(std::uint64_t stream, std::string_view answer);
  // Half a second has passed.
  void tick();
  bool is_idle() const { return connections_.empty(); }
  void close();

 private:
  struct Connection {
    std::uint64_t number = 0;
    Fd socket;
    std::string received;
    Outbox outbox;
    int ticks_left = 0;
    int unanswered = 0;  // queries that are being forwarded
    bool ended = false;  // the client will ask nothing more
  };

  void accept();
  bool serve(Connection& connection, std::uint32_t events);
  bool take_queries(Connection& connection);
  bool rearm(Connection& connection);
  void remove(std::size_t index);

  Loop& loop_;
  DnsAnswerer& answerer_;
  Fd listener_;
  std::uint64_t last_number_ = 0;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace tscompose::monitor
