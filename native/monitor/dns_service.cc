#include "monitor/dns_service.h"

#include <sys/socket.h>
#include <sys/timerfd.h>

#include <cerrno>

namespace tscompose::monitor {

namespace {

constexpr in_addr_t kServiceAddress = 0x7f00000b;  // 127.0.0.11
constexpr int kBatch = 32;
// Room for one query and for one answer in a batch; a client cannot send more than it is allowed to receive.
constexpr std::size_t kSlot = 1232;
constexpr long kTickNanoseconds = 500'000'000;

Error bind_socket(Fd& out, int type, std::uint16_t port) {
  std::string subject = "127.0.0.11:" + std::to_string(port);
  out.reset(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!out.valid()) return Error::last("socket", subject);
  int on = 1;
  // A predecessor's connections may linger.
  if (::setsockopt(out.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) return Error::last("setsockopt", subject);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(kServiceAddress);
  if (::bind(out.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) return Error::last("bind", subject);
  return Error::none();
}

// The descriptors of one recvmmsg(2) and of the sendmmsg(2) that answers it.
struct Batch {
  explicit Batch(char* memory) : queries(memory), answers(memory + kBatch * kSlot) {
    for (int i = 0; i < kBatch; ++i) {
      incoming_parts[i] = {queries + static_cast<std::size_t>(i) * kSlot, kSlot};
      incoming[i].msg_hdr = header(i, incoming_parts[i]);
    }
  }
  msghdr header(int client, iovec& part) {
    msghdr message{};
    message.msg_name = &clients[client];
    message.msg_namelen = sizeof clients[client];
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    return message;
  }
  char* answer_slot() { return answers + static_cast<std::size_t>(answered) * kSlot; }
  void add_answer(int client, std::size_t size) {
    outgoing_parts[answered] = {answer_slot(), size};
    outgoing[answered].msg_hdr = header(client, outgoing_parts[answered]);
    ++answered;
  }

  static constexpr std::size_t kMemory = 2 * kBatch * kSlot;
  char* queries;
  char* answers;
  sockaddr_in clients[kBatch];
  iovec incoming_parts[kBatch];
  iovec outgoing_parts[kBatch];
  mmsghdr incoming[kBatch]{};
  mmsghdr outgoing[kBatch]{};
  int answered = 0;
};

}  // namespace

Error DnsService::bind(std::uint16_t port) {
  if (port == 0) return Error::none();
  if (Error error = bind_socket(datagrams_, SOCK_DGRAM, port); !error.ok()) return error;
  if (Error error = bind_socket(listener_, SOCK_STREAM, port); !error.ok()) return error;
  return ::listen(listener_.get(), kBatch) < 0 ? Error::last("listen") : Error::none();
}

Error DnsService::serve(const std::vector<std::string>& tables, const std::vector<std::string>& upstream) {
  if (!datagrams_.valid()) return Error::none();
  if (scratch_.size() < Batch::kMemory) return {ENOBUFS, "serve", "DNS"};
  tables_.open(tables);
  forwarder_.set_servers(upstream);
  timer_.reset(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  if (!timer_.valid()) return Error::last("timerfd_create");
  if (Error error = loop_.watch(timer_.get(), EPOLLIN, this); !error.ok()) return error;
  if (Error error = loop_.watch(datagrams_.get(), EPOLLIN, this); !error.ok()) return error;
  return streams_.open(std::move(listener_));
}

void DnsService::close() {
  forwarder_.close();
  streams_.close();
  loop_.unwatch(datagrams_.get());
  loop_.unwatch(timer_.get());
  datagrams_.reset();
  listener_.reset();
  timer_.reset();
}

void DnsService::on_event(int fd, std::uint32_t) {
  if (fd == timer_.get()) on_tick();
  else answer_batch();
}

void DnsService::answer_batch() {
  Batch batch(scratch_.data());
  int count = TSC_RETRY(::recvmmsg(datagrams_.get(), batch.incoming, kBatch, MSG_DONTWAIT, nullptr));
  if (count <= 0) return;
  // After the queries have come: who wrote a table and then asks must get what was written.
  tables_.refresh();
  dns::Query query;
  for (int i = 0; i < count; ++i) {
    if ((batch.incoming[i].msg_hdr.msg_flags & MSG_TRUNC) != 0) continue;
    std::string_view packet(batch.queries + static_cast<std::size_t>(i) * kSlot, batch.incoming[i].msg_len);
    auto resolution = tables_.resolver().resolve(packet, false, query, batch.answer_slot(), kSlot);
    if (resolution.verdict == dns::Verdict::Answered) batch.add_answer(i, resolution.size);
    if (resolution.verdict == dns::Verdict::Forward) forwarder_.forward(packet, {0, batch.clients[i]});
  }
  // What the socket doesn't take is lost, as datagrams may be; the client asks again.
  if (batch.answered > 0) (void)::sendmmsg(datagrams_.get(), batch.outgoing, static_cast<unsigned>(batch.answered), MSG_NOSIGNAL);
  keep_ticking();
}

bool DnsService::answer_stream(std::string_view packet, const DnsClient& client) {
  constexpr std::size_t kMaxMessage = 65535;
  tables_.refresh();
  keep_ticking();
  dns::Query query;
  std::string answer(kMaxMessage, '\0');
  auto resolution = tables_.resolver().resolve(packet, true, query, answer.data(), answer.size());
  if (resolution.verdict == dns::Verdict::Forward) forwarder_.forward(packet, client);
  if (resolution.verdict == dns::Verdict::Answered) deliver(client, std::string_view(answer).substr(0, resolution.size));
  return resolution.verdict != dns::Verdict::Drop;
}

void DnsService::deliver(const DnsClient& client, std::string_view answer) {
  if (client.stream != 0) {
    streams_.deliver(client.stream, answer);
    return;
  }
  const auto* address = reinterpret_cast<const sockaddr*>(&client.datagram);
  (void)::sendto(datagrams_.get(), answer.data(), answer.size(), MSG_NOSIGNAL, address, sizeof client.datagram);
}

// The timer runs only while somebody waits: an idle container costs no wake-ups.
void DnsService::keep_ticking() {
  bool wanted = !forwarder_.is_idle() || !streams_.is_idle();
  if (wanted == ticking_) return;
  itimerspec interval{};
  if (wanted) interval.it_interval.tv_nsec = interval.it_value.tv_nsec = kTickNanoseconds;
  ticking_ = ::timerfd_settime(timer_.get(), 0, &interval, nullptr) == 0 && wanted;
}

void DnsService::on_tick() {
  std::uint64_t ticks = 0;
  if (::read(timer_.get(), &ticks, sizeof ticks) != sizeof ticks) return;
  forwarder_.tick();
  streams_.tick();
  keep_ticking();
}

}  // namespace tscompose::monitor
