#include "monitor/dns_streams.h"

#include <sys/socket.h>

#include <algorithm>

#include "dns/packet.h"

namespace tscompose::monitor {

namespace {

constexpr std::size_t kMaxConnections = 64;
// Queries of one connection under way at once; its client waits with more.
constexpr int kMaxUnanswered = 16;
// Half seconds without anything happening.
constexpr int kIdleTicks = 20;

}  // namespace

Error DnsStreams::open(Fd listener) {
  listener_ = std::move(listener);
  return loop_.watch(listener_.get(), EPOLLIN, this);
}

void DnsStreams::on_event(int fd, std::uint32_t events) {
  if (fd == listener_.get()) {
    accept();
    return;
  }
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    if (connections_[i]->socket.get() != fd) continue;
    if (!serve(*connections_[i], events)) remove(i);
    return;
  }
}

void DnsStreams::accept() {
  Fd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!socket.valid() || connections_.size() >= kMaxConnections) return;
  auto connection = std::make_unique<Connection>();
  connection->number = ++last_number_;
  connection->socket = std::move(socket);
  connection->ticks_left = kIdleTicks;
  if (rearm(*connection)) connections_.push_back(std::move(connection));
}

bool DnsStreams::serve(Connection& connection, std::uint32_t events) {
  connection.ticks_left = kIdleTicks;
  if ((events & EPOLLOUT) != 0 && !connection.outbox.flush(connection.socket.get())) return false;
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !connection.ended) {
    char buffer[4096];
    ssize_t count = TSC_RETRY(::recv(connection.socket.get(), buffer, sizeof buffer, 0));
    if (count < 0 && errno != EAGAIN) return false;
    if (count == 0) connection.ended = true;
    if (count > 0) connection.received.append(buffer, static_cast<std::size_t>(count));
  }
  return take_queries(connection) && rearm(connection);
}

bool DnsStreams::take_queries(Connection& connection) {
  std::string& received = connection.received;
  std::size_t at = 0;
  while (connection.unanswered < kMaxUnanswered && received.size() - at >= 2) {
    std::size_t size = dns::load16(received.data() + at);
    if (received.size() - at - 2 < size) break;
    DnsClient client;
    client.stream = connection.number;
    ++connection.unanswered;
    if (!answerer_.answer_stream(std::string_view(received).substr(at + 2, size), client)) return false;
    at += 2 + size;
  }
  received.erase(0, at);
  return true;
}

// False when nothing remains to be done for this client.
bool DnsStreams::rearm(Connection& connection) {
  if (connection.ended && connection.unanswered == 0 && connection.outbox.empty()) return false;
  std::uint32_t events = 0;
  if (!connection.outbox.empty()) events |= EPOLLOUT;
  else if (!connection.ended && connection.unanswered < kMaxUnanswered) events |= EPOLLIN;
  if (events != 0) return loop_.watch(connection.socket.get(), events, this).ok();
  // Watched for nothing it would still report a hang-up, again and again.
  loop_.unwatch(connection.socket.get());
  return true;
}

void DnsStreams::deliver(std::uint64_t stream, std::string_view answer) {
  auto found = std::find_if(connections_.begin(), connections_.end(),
                            [stream](const auto& connection) { return connection->number == stream; });
  if (found == connections_.end()) return;
  Connection& connection = **found;
  --connection.unanswered;
  char prefix[2];
  dns::store16(prefix, static_cast<std::uint16_t>(answer.size()));
  std::string message = std::string(prefix, sizeof prefix).append(answer);
  // A broken connection shows itself by its next event.
  if (!connection.outbox.send(connection.socket.get(), message)) connection.ended = true;
  connection.ticks_left = kIdleTicks;
  // Waked even when nothing is to be sent or read: queries may have waited for this one.
  (void)loop_.watch(connection.socket.get(), EPOLLOUT, this);
}

void DnsStreams::tick() {
  for (std::size_t i = connections_.size(); i > 0; --i) {
    if (--connections_[i - 1]->ticks_left <= 0) remove(i - 1);
  }
}

void DnsStreams::remove(std::size_t index) {
  loop_.unwatch(connections_[index]->socket.get());
  connections_.erase(connections_.begin() + static_cast<std::ptrdiff_t>(index));
}

void DnsStreams::close() {
  while (!connections_.empty()) remove(connections_.size() - 1);
  loop_.unwatch(listener_.get());
  listener_.reset();
}

}  // namespace tscompose::monitor
