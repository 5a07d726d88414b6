#include "monitor/ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace tscompose::monitor {

namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

bool make_address(const protocol::ReservedPort& port, SocketAddress& address) {
  auto number = htons(static_cast<std::uint16_t>(port.port));
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = number;
  if (::inet_pton(AF_INET, port.ip.c_str(), &v4.sin_addr) == 1) {
    std::memcpy(&address.storage, &v4, sizeof v4);
    address.length = sizeof v4;
    return true;
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = number;
  if (::inet_pton(AF_INET6, port.ip.c_str(), &v6.sin6_addr) != 1) return false;
  std::memcpy(&address.storage, &v6, sizeof v6);
  address.length = sizeof v6;
  return true;
}

Error open_socket(Fd& socket, int family, int type) {
  socket.reset(::socket(family, type | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return Error::last("socket");
  int on = 1;
  if (family == AF_INET6 && ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) < 0) {
    return Error::last("setsockopt(IPV6_V6ONLY)");
  }
  return Error::none();
}

// Connections of a former user that are in TIME_WAIT also make a port "in use"; SO_REUSEADDR overlooks them. Only a listening
// socket then keeps others away who set the same option.
Error take_over_lingering(Fd& socket, const SocketAddress& address) {
  if (Error error = open_socket(socket, address.storage.ss_family, SOCK_STREAM); !error.ok()) return error;
  int on = 1;
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) return Error::last("setsockopt(SO_REUSEADDR)");
  if (::bind(socket.get(), address.get(), address.length) < 0) return Error::last("bind");
  return ::listen(socket.get(), 0) < 0 ? Error::last("listen") : Error::none();
}

}  // namespace

Error reserve_port(Fd& socket, const protocol::ReservedPort& port) {
  std::string subject = port.ip + ":" + std::to_string(port.port) + "/" + port.protocol;
  SocketAddress address;
  bool tcp = port.protocol == "tcp";
  if ((!tcp && port.protocol != "udp") || port.port > 0xffff || !make_address(port, address)) {
    return {EINVAL, "reserve port", subject};
  }
  Error error = open_socket(socket, address.storage.ss_family, tcp ? SOCK_STREAM : SOCK_DGRAM);
  if (error.ok() && ::bind(socket.get(), address.get(), address.length) < 0) error = Error::last("bind");
  if (tcp && error.code == EADDRINUSE) error = take_over_lingering(socket, address);
  if (!error.ok()) error.subject = subject;
  return error;
}

}  // namespace tscompose::monitor
