// Listening sockets of the servers.
#pragma once
#include <netinet/in.h>

#include <cstdint>
#include <string>

#include "core/fd.h"

namespace tscompose::hello {

// A non-blocking socket on all addresses, IPv6 and IPv4 where the kernel has both. Invalid, with errno, when the port is taken.
Fd bind_all_addresses(int type, std::uint16_t port);

// `10.0.0.3`, `fd00::3`.
std::string peer_text(const sockaddr_storage& peer);

}  // namespace tscompose::hello
