// One forwarded query on its way to one resolver: a socket of its own, so that the kernel takes answers from nobody else and the
// port is another one each time.
#pragma once
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/fd.h"
#include "monitor/dns_client.h"

namespace tscompose::monitor {

enum class DnsProgress { Waiting, Answered, Failed };

class DnsAttempt {
 public:
  // `packet` is the client's own query; it goes out under another id.
  DnsAttempt(std::string_view packet, std::uint16_t id, const DnsClient& client);

  // Turns to a resolver, giving up on the one before. The descriptor to watch, or -1 with errno.
  int connect_to(const sockaddr_storage& server);
  // What to wait for: epoll events.
  std::uint32_t events() const;
  DnsProgress on_event();

  int fd() const { return socket_.get(); }
  const DnsClient& client() const { return client_; }
  // With the client's own id again.
  std::string_view answer() const { return answer_; }
  std::string_view query() const { return std::string_view(message_).substr(prefix_bytes()); }
  std::uint16_t client_id() const { return client_id_; }

  std::size_t server = 0;  // index of the resolver that is asked
  int ticks_left = 0;

 private:
  bool over_stream() const { return client_.stream != 0; }
  std::size_t prefix_bytes() const { return over_stream() ? 2 : 0; }
  bool accept(std::string_view answer);
  DnsProgress receive_datagram();
  DnsProgress receive_stream();
  DnsProgress send_stream();

  DnsClient client_;
  std::uint16_t client_id_;
  std::string message_;  // the query as it goes out
  Fd socket_;
  std::size_t sent_ = 0;
  std::string answer_;
};

}  // namespace tscompose::monitor
