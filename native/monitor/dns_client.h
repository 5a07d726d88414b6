// Who asked, and who answers: the seams between the parts of the DNS service.
#pragma once
#include <netinet/in.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace tscompose::monitor {

struct DnsClient {
  std::uint64_t stream = 0;  // number of its TCP connection; 0: `datagram` is its address
  sockaddr_in datagram{};
};

// Takes answers to where they were asked for. A client that is gone is no failure.
class DnsDelivery {
 public:
  virtual ~DnsDelivery() = default;
  virtual void deliver(const DnsClient& client, std::string_view answer) = 0;
};

// Answers a query that came over a stream, at once or later by way of the delivery. False: not even an error can be sent back.
class DnsAnswerer {
 public:
  virtual ~DnsAnswerer() = default;
  virtual bool answer_stream(std::string_view packet, const DnsClient& client) = 0;
};

}  // namespace tscompose::monitor
