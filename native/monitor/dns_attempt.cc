#include "monitor/dns_attempt.h"

#include <sys/epoll.h>

#include <cerrno>

#include "core/result.h"
#include "dns/packet.h"

namespace tscompose::monitor {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Some resolvers answer with the question in lower case.
bool same_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::size_t question_bytes(std::string_view packet) {
  dns::NameText name;
  std::size_t at = dns::kHeaderBytes;
  return dns::read_name(packet, at, name) ? at + 4 - dns::kHeaderBytes : 0;
}

}  // namespace

DnsAttempt::DnsAttempt(std::string_view packet, std::uint16_t id, const DnsClient& client)
    : client_(client), client_id_(dns::load16(packet.data())) {
  message_.resize(prefix_bytes());
  if (over_stream()) dns::store16(message_.data(), static_cast<std::uint16_t>(packet.size()));
  message_.append(packet);
  dns::store16(message_.data() + prefix_bytes(), id);
}

int DnsAttempt::connect_to(const sockaddr_storage& to) {
  int type = over_stream() ? SOCK_STREAM : SOCK_DGRAM;
  socket_.reset(::socket(to.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sent_ = 0;
  answer_.clear();
  if (!socket_.valid()) return -1;
  socklen_t size = to.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&to), size) < 0 && errno != EINPROGRESS) return -1;
  if (!over_stream() && ::send(socket_.get(), message_.data(), message_.size(), MSG_NOSIGNAL) < 0) return -1;
  return socket_.get();
}

std::uint32_t DnsAttempt::events() const {
  return over_stream() && sent_ < message_.size() ? std::uint32_t{EPOLLOUT} : std::uint32_t{EPOLLIN};
}

DnsProgress DnsAttempt::on_event() {
  if (!over_stream()) return receive_datagram();
  return sent_ < message_.size() ? send_stream() : receive_stream();
}

bool DnsAttempt::accept(std::string_view answer) {
  std::string_view asked = query();
  if (answer.size() < dns::kHeaderBytes || dns::load16(answer.data()) != dns::load16(asked.data())) return false;
  if ((dns::load16(answer.data() + 2) & dns::kFlagResponse) == 0) return false;
  std::size_t question = question_bytes(asked);
  // A refusal need not repeat the question.
  bool has_question = dns::load16(answer.data() + 4) != 0;
  if (has_question && !same_ignoring_case(answer.substr(dns::kHeaderBytes, question), asked.substr(dns::kHeaderBytes, question))) {
    return false;
  }
  answer_.assign(answer);
  dns::store16(answer_.data(), client_id_);
  return true;
}

DnsProgress DnsAttempt::receive_datagram() {
  char buffer[65535];
  ssize_t count = TSC_RETRY(::recv(socket_.get(), buffer, sizeof buffer, 0));
  if (count < 0) return errno == EAGAIN ? DnsProgress::Waiting : DnsProgress::Failed;
  // What doesn't fit the question may be forged: the true answer may still come.
  return accept({buffer, static_cast<std::size_t>(count)}) ? DnsProgress::Answered : DnsProgress::Waiting;
}

DnsProgress DnsAttempt::send_stream() {
  ssize_t count = TSC_RETRY(::send(socket_.get(), message_.data() + sent_, message_.size() - sent_, MSG_NOSIGNAL));
  if (count < 0) return errno == EAGAIN ? DnsProgress::Waiting : DnsProgress::Failed;
  sent_ += static_cast<std::size_t>(count);
  return DnsProgress::Waiting;
}

DnsProgress DnsAttempt::receive_stream() {
  char buffer[4096];
  ssize_t count = TSC_RETRY(::recv(socket_.get(), buffer, sizeof buffer, 0));
  if (count < 0) return errno == EAGAIN ? DnsProgress::Waiting : DnsProgress::Failed;
  if (count == 0) return DnsProgress::Failed;
  answer_.append(buffer, static_cast<std::size_t>(count));
  if (answer_.size() < 2 || answer_.size() - 2 < dns::load16(answer_.data())) return DnsProgress::Waiting;
  std::string whole = answer_.substr(2, dns::load16(answer_.data()));
  return accept(whole) ? DnsProgress::Answered : DnsProgress::Failed;
}

}  // namespace tscompose::monitor
