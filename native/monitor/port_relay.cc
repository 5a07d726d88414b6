#include "monitor/port_relay.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

#include <cstring>
#include <utility>

#include "core/io.h"
#include "linux/process.h"

namespace tscompose::monitor {

namespace {

// A client wants to know whether a service answers, and how its answer begins.
constexpr std::size_t kMaxAnswer = 64u << 10;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

bool parse(Address& out, const std::string& text, std::uint16_t port) {
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    out.size = sizeof v4;
    std::memcpy(&out.storage, &v4, sizeof v4);
  } else if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    out.size = sizeof v6;
    std::memcpy(&out.storage, &v6, sizeof v6);
  }
  return out.size > 0;
}

// A socket stays in the namespace it was opened in, so the monitor only visits.
Error open_inside(Fd& out, const Fd& container, int family) {
  Fd own;
  if (Error error = open_at(own, AT_FDCWD, "/proc/self/ns/net", O_RDONLY); !error.ok()) return error;
  if (Error error = linux_api::join_namespaces(container, CLONE_NEWNET); !error.ok()) return error;
  out.reset(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  Error error = out.valid() ? Error::none() : Error::last("socket");
  if (::setns(own.get(), CLONE_NEWNET) < 0 && error.ok()) error = Error::last("setns", "own network namespace");
  return error;
}

}  // namespace

void PortRelay::start(const Fd& container, const protocol::ConnectMessage& request) {
  container_ = &container;
  request_ = request;
  failure_ = {EINVAL, "connect", "no address"};
  connect_next();
}

void PortRelay::connect_next() {
  while (next_ < request_.address.size()) {
    const std::string& address = request_.address[next_++];
    Error error = connect_to(address);
    if (error.ok()) error = loop_.watch(socket_.get(), EPOLLOUT, this);
    if (error.ok()) return;
    failure_ = error;
    failure_.subject = address;
  }
  protocol::ErrorMessage error;
  error.call = failure_.call;
  error.errorNumber = static_cast<std::uint64_t>(failure_.code);
  error.subject = failure_.subject;
  finish(encode(error));
}

// Begun is success; how it ends, an event tells.
Error PortRelay::connect_to(const std::string& text) {
  Address address;
  if (request_.port == 0 || request_.port > UINT16_MAX || !parse(address, text, static_cast<std::uint16_t>(request_.port))) {
    return {EINVAL, "connect", text};
  }
  loop_.unwatch(socket_.get());
  socket_.reset();
  if (Error error = open_inside(socket_, *container_, address.storage.ss_family); !error.ok()) return error;
  int result = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size);
  return result < 0 && errno != EINPROGRESS ? Error::last("connect", text) : Error::none();
}

void PortRelay::on_event(int, std::uint32_t events) {
  if (!connected_) {
    on_connected();
  } else if (sent_ < request_.request.size() && (events & EPOLLOUT) != 0) {
    send_request();
  } else {
    receive();
  }
}

void PortRelay::on_connected() {
  int code = 0;
  socklen_t size = sizeof code;
  if (::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &code, &size) < 0) code = errno;
  if (code != 0) {
    failure_ = {code, "connect", request_.address[next_ - 1]};
    connect_next();
    return;
  }
  connected_ = true;
  protocol::ConnectedMessage connected;
  connected.address = request_.address[next_ - 1];
  if (request_.request.empty()) {
    finish(encode(connected));
    return;
  }
  peer_->send_frame(encode(connected));
  send_request();
}

void PortRelay::send_request() {
  std::string_view rest = std::string_view(request_.request).substr(sent_);
  ssize_t count = TSC_RETRY(::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL));
  // One that answers without having read all is listened to all the same.
  if (count < 0 && errno != EAGAIN) sent_ = request_.request.size();
  if (count > 0) sent_ += static_cast<std::size_t>(count);
  std::uint32_t events = EPOLLIN | (sent_ < request_.request.size() ? EPOLLOUT : 0u);
  if (!loop_.watch(socket_.get(), events, this).ok()) finish({});
}

void PortRelay::receive() {
  char* payload = scratch_.data() + protocol::kHeaderBytes;
  ssize_t count = TSC_RETRY(::recv(socket_.get(), payload, protocol::kMaxStreamPayload, 0));
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) {
    finish({});
    return;
  }
  auto bytes = static_cast<std::size_t>(count);
  auto header = protocol::frame_header(protocol::MessageType::Stdout, static_cast<std::uint32_t>(bytes));
  std::memcpy(scratch_.data(), header.data(), header.size());
  received_ += bytes;
  std::string_view frame{scratch_.data(), header.size() + bytes};
  if (received_ >= kMaxAnswer) {
    finish(frame);
  } else {
    peer_->send_frame(frame);
  }
}

void PortRelay::peer_gone() {
  peer_ = nullptr;
  finish({});
}

void PortRelay::finish(std::string_view last_frame) {
  loop_.unwatch(socket_.get());
  socket_.reset();
  if (StreamPeer* peer = std::exchange(peer_, nullptr); peer != nullptr) {
    if (!last_frame.empty()) peer->send_frame(last_frame);
    peer->session_over();
  }
  owner_.relay_ended(this);
}

}  // namespace tscompose::monitor
