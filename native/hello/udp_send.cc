#include <sys/socket.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/result.h"
#include "hello/exchange.h"
#include "hello/verbs.h"

namespace tscompose::hello {

int run_udp_send(Arguments& arguments) {
  long timeout = arguments.number_option("--timeout", 5);
  const auto& operands = arguments.operands(3, 3);
  auto address = resolve_host(operands[0]);
  if (!address) {
    std::fprintf(stderr, "hello: no such host: %s\n", operands[0]);
    return kExitFailed;
  }
  auto port = static_cast<std::uint16_t>(parse_number(operands[1], 65535));
  Fd socket = connect_to({*address, port}, SOCK_DGRAM, static_cast<int>(timeout * 1000));
  char buffer[65536];
  ssize_t count = -1;
  if (socket.valid() && send_all(socket.get(), operands[2])) count = TSC_RETRY(recv(socket.get(), buffer, sizeof buffer, 0));
  if (count < 0) {
    std::fprintf(stderr, "hello: %s:%u: %s\n", operands[0], port, std::strerror(errno));
    return kExitFailed;
  }
  std::printf("%.*s\n", static_cast<int>(count), buffer);
  return 0;
}

}  // namespace tscompose::hello
