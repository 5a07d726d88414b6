#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "hello/http_connection.h"
#include "hello/listen.h"
#include "hello/signals.h"
#include "hello/verbs.h"

namespace tscompose::hello {

namespace {

std::string host_name() {
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

class Server {
 public:
  explicit Server(std::string text) : text_(std::move(text)), host_(host_name()) {}

  bool open(std::uint16_t port) {
    stop_ = stop_descriptor();
    listener_ = bind_all_addresses(SOCK_STREAM, port);
    epoll_ = Fd(epoll_create1(EPOLL_CLOEXEC));
    if (!listener_.valid() || listen(listener_.get(), SOMAXCONN) != 0) return false;
    return watch(stop_.get()) && watch(listener_.get());
  }

  // Until a stop signal comes.
  void run() {
    epoll_event events[64];
    for (;;) {
      int count = TSC_RETRY(epoll_wait(epoll_.get(), events, 64, -1));
      for (int i = 0; i < count; ++i) {
        int fd = events[i].data.fd;
        if (fd == stop_.get()) return;
        if (fd == listener_.get()) accept_all();
        else converse(fd);
      }
    }
  }

 private:
  bool watch(int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    return epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
  }

  void accept_all() {
    for (;;) {
      sockaddr_storage peer{};
      socklen_t size = sizeof peer;
      Fd socket(accept4(listener_.get(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (!socket.valid()) return;
      auto fd = static_cast<std::size_t>(socket.get());
      if (connections_.size() <= fd) connections_.resize(fd + 1);
      connections_[fd] = std::make_unique<HttpConnection>(std::move(socket), peer_text(peer));
      watch(static_cast<int>(fd));
    }
  }

  void converse(int fd) {
    auto& connection = connections_[static_cast<std::size_t>(fd)];
    if (!connection->serve(text_, host_)) connection.reset();
  }

  std::string text_;
  std::string host_;
  Fd stop_;
  Fd listener_;
  Fd epoll_;
  std::vector<std::unique_ptr<HttpConnection>> connections_;  // by descriptor
};

}  // namespace

int run_serve(Arguments& arguments) {
  long port = arguments.number_option("--port", 80);
  const char* text = arguments.option("--text", "Hello from tscompose!");
  arguments.operands(0, 0);
  Server server(text);
  if (!server.open(static_cast<std::uint16_t>(port))) {
    std::fprintf(stderr, "hello: port %ld: ", port);
    std::perror("");
    return kExitFailed;
  }
  std::printf("serving on port %ld\n", port);
  std::fflush(stdout);
  server.run();
  std::puts("stopped");
  return 0;
}

}  // namespace tscompose::hello
