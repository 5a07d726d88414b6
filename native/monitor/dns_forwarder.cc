#include "monitor/dns_forwarder.h"

#include <arpa/inet.h>
#include <sys/random.h>

#include <algorithm>

#include "dns/answer.h"
#include "dns/query.h"

namespace tscompose::monitor {

namespace {

// Queries under way at once; a container that asks for more gets SERVFAIL, so that it cannot eat the monitor's descriptors.
constexpr std::size_t kMaxAttempts = 256;
constexpr std::uint16_t kDnsPort = 53;
// Half seconds per resolver: with three of them it ends within what clients wait (5 s and again).
constexpr int kTicksPerServer = 5;

bool parse_server(const std::string& text, sockaddr_storage& address) {
  auto* four = reinterpret_cast<sockaddr_in*>(&address);
  auto* six = reinterpret_cast<sockaddr_in6*>(&address);
  if (::inet_pton(AF_INET, text.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(kDnsPort);
    return true;
  }
  if (::inet_pton(AF_INET6, text.c_str(), &six->sin6_addr) != 1) return false;
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(kDnsPort);
  return true;
}

// Another resolver may know better.
bool is_refusal(std::string_view answer) {
  auto rcode = static_cast<dns::Rcode>(dns::load16(answer.data() + 2) & dns::kMaskRcode);
  constexpr auto kRefused = static_cast<dns::Rcode>(5);
  return rcode == dns::Rcode::ServerFailure || rcode == dns::Rcode::NotImplemented || rcode == kRefused;
}

}  // namespace

void DnsForwarder::set_servers(const std::vector<std::string>& addresses) {
  for (const auto& text : addresses) {
    sockaddr_storage address{};
    if (parse_server(text, address)) servers_.push_back(address);
  }
}

void DnsForwarder::forward(std::string_view packet, const DnsClient& client) {
  std::uint16_t id = 0;
  if (attempts_.size() < kMaxAttempts && ::getrandom(&id, sizeof id, 0) == sizeof id) {
    auto attempt = std::make_unique<DnsAttempt>(packet, id, client);
    if (ask_from(*attempt, 0)) {
      attempts_.push_back(std::move(attempt));
      return;
    }
  }
  deliver_failure(packet, dns::load16(packet.data()), client);
}

bool DnsForwarder::ask_from(DnsAttempt& attempt, std::size_t server) {
  for (; server < servers_.size(); ++server) {
    loop_.unwatch(attempt.fd());
    attempt.server = server;
    attempt.ticks_left = kTicksPerServer;
    int fd = attempt.connect_to(servers_[server]);
    if (fd >= 0 && loop_.watch(fd, attempt.events(), this).ok()) return true;
  }
  return false;
}

bool DnsForwarder::ask_next(DnsAttempt& attempt) {
  if (ask_from(attempt, attempt.server + 1)) return true;
  deliver_failure(attempt.query(), attempt.client_id(), attempt.client());
  return false;
}

void DnsForwarder::deliver_failure(std::string_view packet, std::uint16_t id, const DnsClient& client) {
  dns::Query query;
  if (dns::parse_query(packet, query) != dns::Parsed::Ok) return;
  query.id = id;
  char answer[dns::kMinAnswerBuffer];
  delivery_.deliver(client, {answer, dns::answer_empty(query, dns::Rcode::ServerFailure, answer)});
}

void DnsForwarder::finish(Attempts::iterator attempt) {
  loop_.unwatch((*attempt)->fd());
  std::swap(*attempt, attempts_.back());
  attempts_.pop_back();
}

void DnsForwarder::on_event(int fd, std::uint32_t) {
  auto found = std::find_if(attempts_.begin(), attempts_.end(), [fd](const auto& attempt) { return attempt->fd() == fd; });
  if (found == attempts_.end()) return;
  DnsAttempt& attempt = **found;
  DnsProgress progress = attempt.on_event();
  bool has_next = attempt.server + 1 < servers_.size();
  if (progress == DnsProgress::Answered && has_next && is_refusal(attempt.answer())) progress = DnsProgress::Failed;
  if (progress == DnsProgress::Waiting && loop_.watch(fd, attempt.events(), this).ok()) return;
  if (progress == DnsProgress::Answered) delivery_.deliver(attempt.client(), attempt.answer());
  else if (ask_next(attempt)) return;
  finish(found);
}

void DnsForwarder::tick() {
  for (std::size_t i = attempts_.size(); i > 0; --i) {
    auto attempt = attempts_.begin() + static_cast<std::ptrdiff_t>(i - 1);
    if (--(*attempt)->ticks_left <= 0 && !ask_next(**attempt)) finish(attempt);
  }
}

void DnsForwarder::close() {
  for (const auto& attempt : attempts_) loop_.unwatch(attempt->fd());
  attempts_.clear();
}

}  // namespace tscompose::monitor
