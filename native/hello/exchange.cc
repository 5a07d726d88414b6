#include "hello/exchange.h"

#include <sys/socket.h>
#include <sys/time.h>

#include "core/result.h"
#include "dns/packet.h"

namespace tscompose::hello {

namespace {

constexpr int kDnsTimeoutMs = 2000;

std::string receive_exactly(int socket, std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size;) {
    ssize_t count = TSC_RETRY(recv(socket, bytes.data() + at, size - at, 0));
    if (count <= 0) return {};
    at += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace

sockaddr_in socket_address(Server server) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server.port);
  address.sin_addr.s_addr = htonl(server.address);
  return address;
}

Fd connect_to(Server server, int type, int timeout_ms) {
  Fd socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  timeval timeout{timeout_ms / 1000, timeout_ms % 1000 * 1000};
  // The send timeout bounds connect(2) too.
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
  setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  sockaddr_in address = socket_address(server);
  if (connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return Fd();
  return socket;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = TSC_RETRY(send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string exchange(Server server, std::string_view query, bool over_tcp) {
  Fd socket = connect_to(server, over_tcp ? SOCK_STREAM : SOCK_DGRAM, kDnsTimeoutMs);
  if (!socket.valid()) return {};
  if (!over_tcp) {
    std::string answer(65535, '\0');
    if (!send_all(socket.get(), query)) return {};
    ssize_t count = TSC_RETRY(recv(socket.get(), answer.data(), answer.size(), 0));
    answer.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return answer;
  }
  char prefix[2];
  dns::store16(prefix, static_cast<std::uint16_t>(query.size()));
  if (!send_all(socket.get(), std::string(prefix, sizeof prefix).append(query))) return {};
  std::string size = receive_exactly(socket.get(), 2);
  return size.empty() ? size : receive_exactly(socket.get(), dns::load16(size.data()));
}

}  // namespace tscompose::hello
