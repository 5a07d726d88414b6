// Asks the host's resolvers, from the host's network namespace, what the name tables don't know.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "monitor/dns_attempt.h"
#include "monitor/loop.h"

namespace tscompose::monitor {

class DnsForwarder : public Handler {
 public:
  DnsForwarder(Loop& loop, DnsDelivery& delivery) : loop_(loop), delivery_(delivery) {}
  ~DnsForwarder() override { close(); }

  // IPv4 or IPv6 addresses; others are left out.
  void set_servers(const std::vector<std::string>& addresses);

  // Asks one resolver after the other and delivers the answer, or SERVFAIL when there is none. A query over a stream is forwarded
  // over a stream, since the client has its reason: an answer that doesn't fit a datagram.
  void forward(std::string_view packet, const DnsClient& client);

  // Half a second has passed.
  void tick();
  bool is_idle() const { return attempts_.empty(); }
  void on_event(int fd, std::uint32_t events) override;
  void close();

 private:
  using Attempts = std::vector<std::unique_ptr<DnsAttempt>>;
  bool ask_from(DnsAttempt& attempt, std::size_t server);
  bool ask_next(DnsAttempt& attempt);
  void deliver_failure(std::string_view packet, std::uint16_t id, const DnsClient& client);
  void finish(Attempts::iterator attempt);

  Loop& loop_;
  DnsDelivery& delivery_;
  std::vector<sockaddr_storage> servers_;
  Attempts attempts_;
};

}  // namespace tscompose::monitor
