#include "hello/listen.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cerrno>
#include <string_view>

namespace tscompose::hello {

namespace {

Fd bind_family(int family, int type, std::uint16_t port) {
  Fd socket(::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid()) return socket;
  int on = 1;
  int off = 0;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in6 six{};
  sockaddr_in four{};
  if (family == AF_INET6) setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(port);
  four.sin_family = AF_INET;
  four.sin_port = htons(port);
  const auto* address = family == AF_INET6 ? reinterpret_cast<sockaddr*>(&six) : reinterpret_cast<sockaddr*>(&four);
  if (bind(socket.get(), address, family == AF_INET6 ? sizeof six : sizeof four) != 0) return Fd();
  return socket;
}

}  // namespace

Fd bind_all_addresses(int type, std::uint16_t port) {
  Fd socket = bind_family(AF_INET6, type, port);
  return socket.valid() || errno == EADDRINUSE || errno == EACCES ? std::move(socket) : bind_family(AF_INET, type, port);
}

std::string peer_text(const sockaddr_storage& peer) {
  char text[INET6_ADDRSTRLEN] = "?";
  if (peer.ss_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(peer).sin_addr, text, sizeof text);
  } else if (peer.ss_family == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr, text, sizeof text);
  }
  std::string_view address = text;
  constexpr std::string_view kMapped = "::ffff:";
  if (address.starts_with(kMapped)) address.remove_prefix(kMapped.size());
  return std::string(address);
}

}  // namespace tscompose::hello
