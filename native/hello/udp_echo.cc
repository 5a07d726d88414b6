#include <poll.h>
#include <sys/socket.h>

#include <cstdio>

#include "hello/listen.h"
#include "hello/signals.h"
#include "hello/verbs.h"

namespace tscompose::hello {

int run_udp_echo(Arguments& arguments) {
  long port = arguments.number_option("--port", 7);
  arguments.operands(0, 0);
  Fd stop = stop_descriptor();
  Fd socket = bind_all_addresses(SOCK_DGRAM, static_cast<std::uint16_t>(port));
  if (!socket.valid()) {
    std::perror("hello: bind");
    return kExitFailed;
  }
  static char buffer[65536];
  pollfd waiting[] = {{stop.get(), POLLIN, 0}, {socket.get(), POLLIN, 0}};
  for (;;) {
    if (poll(waiting, 2, -1) < 0) continue;
    if (waiting[0].revents != 0) return 0;
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    ssize_t count = recvfrom(socket.get(), buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&peer), &size);
    if (count < 0) continue;
    // A datagram that cannot be sent back is lost, as datagrams may be.
    (void)sendto(socket.get(), buffer, static_cast<std::size_t>(count), 0, reinterpret_cast<sockaddr*>(&peer), size);
  }
}

}  // namespace tscompose::hello
