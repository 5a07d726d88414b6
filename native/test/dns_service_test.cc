// The DNS service on real sockets, in a network namespace of the test's own, with resolvers that behave and misbehave.
#include "monitor/dns_service.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>

#include "core/io.h"
#include "dns/answer.h"
#include "test/check.h"

namespace {

using namespace tscompose;
using namespace tscompose::monitor;

constexpr std::uint16_t kPort = 40053;
constexpr int kPatienceMs = 10'000;

bool enter_own_network() {
  if (::unshare(CLONE_NEWNET) < 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) return false;
  Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::snprintf(request.ifr_name, sizeof request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  return ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

sockaddr_in address_of(const char* ip, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, ip, &address.sin_addr);
  return address;
}

Fd open_socket(int type, const sockaddr_in& address, bool listens) {
  Fd socket(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto* name = reinterpret_cast<const sockaddr*>(&address);
  if (listens) {
    CHECK(::bind(socket.get(), name, sizeof address) == 0);
    if (type == SOCK_STREAM) CHECK(::listen(socket.get(), 8) == 0);
  } else {
    CHECK(::connect(socket.get(), name, sizeof address) == 0 || errno == EINPROGRESS);
  }
  return socket;
}

std::string framed(const std::string& message) {
  char prefix[2];
  dns::store16(prefix, static_cast<std::uint16_t>(message.size()));
  return std::string(prefix, sizeof prefix) + message;
}

std::string answer_with(std::string_view packet, dns::Address address) {
  dns::Query query;
  CHECK(dns::parse_query(packet, query) == dns::Parsed::Ok);
  char out[dns::kMinAnswerBuffer];
  return {out, dns::answer_addresses(query, {&address, 1}, 0, out, sizeof out)};
}

std::string refuse(std::string_view packet) {
  dns::Query query;
  CHECK(dns::parse_query(packet, query) == dns::Parsed::Ok);
  char out[dns::kMinAnswerBuffer];
  return {out, dns::answer_empty(query, dns::Rcode::ServerFailure, out)};
}

// A resolver of the outside: `reply` makes the datagrams it answers a query with.
class FakeResolver : public Handler {
 public:
  using Reply = std::function<std::vector<std::string>(std::string_view)>;
  FakeResolver(Loop& loop, const char* ip, Reply reply)
      : loop_(loop), reply_(std::move(reply)), datagrams_(open_socket(SOCK_DGRAM, address_of(ip, 53), true)),
        listener_(open_socket(SOCK_STREAM, address_of(ip, 53), true)) {
    CHECK(loop_.watch(datagrams_.get(), EPOLLIN, this).ok());
    CHECK(loop_.watch(listener_.get(), EPOLLIN, this).ok());
  }
  ~FakeResolver() override {
    for (int fd : {datagrams_.get(), listener_.get(), stream_.get()}) loop_.unwatch(fd);
  }

  void on_event(int fd, std::uint32_t) override {
    char buffer[4096];
    if (fd == listener_.get()) {
      loop_.unwatch(stream_.get());
      stream_.reset(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      CHECK(loop_.watch(stream_.get(), EPOLLIN, this).ok());
    } else if (fd == datagrams_.get()) {
      sockaddr_in client{};
      socklen_t size = sizeof client;
      ssize_t count = ::recvfrom(fd, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&client), &size);
      ++asked;
      for (const auto& answer : reply_({buffer, static_cast<std::size_t>(count)})) {
        (void)::sendto(fd, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&client), size);
      }
    } else {
      ssize_t count = ::recv(fd, buffer, sizeof buffer, 0);
      if (count <= 2) {
        loop_.unwatch(fd);
        return;
      }
      ++asked_by_stream;
      // Byte by byte, as a network may cut it.
      for (const auto& answer : reply_({buffer + 2, static_cast<std::size_t>(count) - 2})) {
        for (char byte : framed(answer)) (void)::send(fd, &byte, 1, MSG_NOSIGNAL);
      }
    }
  }

  int asked = 0;
  int asked_by_stream = 0;

 private:
  Loop& loop_;
  Reply reply_;
  Fd datagrams_;
  Fd listener_;
  Fd stream_;
};

class Fixture {
 public:
  explicit Fixture(const std::vector<std::string>& upstream = {}) : service(loop, scratch_) {
    CHECK(loop.open().ok());
    CHECK(scratch_.map(128 << 10).ok());
    char folder[] = "/tmp/tscompose-dns-XXXXXX";
    folder_ = ::mkdtemp(folder);
    table_ = folder_ + "/table";
    write_table("web 10.0.0.2\n");
    CHECK(service.bind(kPort).ok());
    CHECK(service.serve({table_, folder_ + "/missing"}, upstream).ok());
    client = open_socket(SOCK_DGRAM, address_of("127.0.0.11", kPort), false);
  }
  ~Fixture() {
    ::unlink(table_.c_str());
    ::rmdir(folder_.c_str());
  }

  void write_table(const char* text) {
    std::string temporary = table_ + ".new";
    Fd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    CHECK(write_all(file.get(), text).ok());
    CHECK(::rename(temporary.c_str(), table_.c_str()) == 0);
  }

  // Sends a query and runs the loop until its answer is there; empty when none comes.
  std::string ask(std::string_view name, std::uint16_t id = 77) {
    std::string query = dns::build_query(id, name, dns::kTypeA);
    CHECK(::send(client.get(), query.data(), query.size(), 0) > 0);
    char buffer[4096];
    return run_until([&] { return ::recv(client.get(), buffer, sizeof buffer, 0); }, buffer);
  }

  std::string run_until(const std::function<ssize_t()>& receive, const char* buffer) {
    for (;;) {
      ssize_t count = receive();
      if (count >= 0) return {buffer, static_cast<std::size_t>(count)};
      if (!loop.run_once(kPatienceMs)) return {};
    }
  }

  Loop loop;

 private:
  MappedMemory scratch_;
  std::string folder_;
  std::string table_;

 public:
  DnsService service;
  Fd client;
};

bool has_address(const std::string& answer, dns::Address address) {
  char raw[4];
  dns::store32(raw, address);
  return answer.size() > 12 && dns::load16(answer.data() + 6) == 1 && answer.ends_with(std::string_view(raw, 4));
}

dns::Rcode rcode_of(const std::string& answer) {
  return answer.size() < 12 ? dns::Rcode::NotImplemented : static_cast<dns::Rcode>(answer[3] & dns::kMaskRcode);
}

void names_follow_their_table() {
  Fixture fixture;
  CHECK(has_address(fixture.ask("WEB"), 0x0a000002));
  fixture.write_table("web 10.0.0.3\n");
  CHECK(has_address(fixture.ask("web"), 0x0a000003));
}

void without_resolvers_other_names_fail_at_once() {
  Fixture fixture;
  CHECK(rcode_of(fixture.ask("example.org")) == dns::Rcode::ServerFailure);
}

void other_names_are_asked_of_the_next_resolver_when_one_refuses() {
  Fixture fixture({"127.0.0.51", "127.0.0.52", "not-an-address", "127.0.0.53"});
  FakeResolver failing(fixture.loop, "127.0.0.52", [](std::string_view query) { return std::vector{refuse(query)}; });
  FakeResolver working(fixture.loop, "127.0.0.53", [](std::string_view query) {
    std::string forged = answer_with(query, 0x06060606);
    forged[0] = static_cast<char>(forged[0] ^ 1);
    return std::vector{std::string("x"), forged, answer_with(query, 0x01020304)};
  });
  std::string answer = fixture.ask("example.org", 4711);
  CHECK(has_address(answer, 0x01020304) && dns::load16(answer.data()) == 4711);
  CHECK(failing.asked == 1 && working.asked == 1);
}

void silence_ends_in_a_failure() {
  Fixture fixture({"127.0.0.53"});
  FakeResolver silent(fixture.loop, "127.0.0.53", [](std::string_view) { return std::vector<std::string>(); });
  CHECK(rcode_of(fixture.ask("example.org")) == dns::Rcode::ServerFailure);
  CHECK(silent.asked == 1);
}

void streams_carry_several_queries_and_forward_by_stream() {
  Fixture fixture({"127.0.0.53"});
  FakeResolver resolver(fixture.loop, "127.0.0.53",
                        [](std::string_view query) { return std::vector{answer_with(query, 0x01020304)}; });
  Fd stream = open_socket(SOCK_STREAM, address_of("127.0.0.11", kPort), false);
  std::string queries = framed(dns::build_query(1, "web", dns::kTypeA)) + framed(dns::build_query(2, "example.org", dns::kTypeA)) +
                        framed(dns::build_query(3, "web", dns::kTypeAaaa));
  CHECK(::send(stream.get(), queries.data(), queries.size(), 0) == static_cast<ssize_t>(queries.size()));
  CHECK(::shutdown(stream.get(), SHUT_WR) == 0);
  std::string received;
  char buffer[4096];
  for (;;) {
    std::string part = fixture.run_until([&] { return ::recv(stream.get(), buffer, sizeof buffer, 0); }, buffer);
    if (part.empty()) break;
    received += part;
  }
  CHECK(resolver.asked_by_stream == 1 && resolver.asked == 0);
  int answers = 0;
  for (std::size_t at = 0; at + 2 <= received.size(); at += 2 + dns::load16(received.data() + at)) ++answers;
  CHECK(answers == 3);
}

void hostile_streams_are_dropped() {
  Fixture fixture;
  Fd stream = open_socket(SOCK_STREAM, address_of("127.0.0.11", kPort), false);
  CHECK(::send(stream.get(), "\0\1x", 3, 0) == 3);
  char buffer[16];
  CHECK(fixture.run_until([&] { return ::recv(stream.get(), buffer, sizeof buffer, 0); }, buffer).empty());
  CHECK(has_address(fixture.ask("web"), 0x0a000002));
}

void a_flood_is_answered_or_refused() {
  Fixture fixture({"127.0.0.53"});
  FakeResolver silent(fixture.loop, "127.0.0.53", [](std::string_view) { return std::vector<std::string>(); });
  for (int i = 0; i < 300; ++i) {
    std::string query = dns::build_query(static_cast<std::uint16_t>(i), "example.org", dns::kTypeA);
    CHECK(::send(fixture.client.get(), query.data(), query.size(), 0) > 0);
    while (fixture.loop.run_once(0)) {
    }
  }
  int refused = 0;
  char buffer[512];
  while (::recv(fixture.client.get(), buffer, sizeof buffer, 0) > 0) ++refused;
  CHECK(refused == 300 - 256);
}

}  // namespace

int main() {
  if (!enter_own_network()) {
    std::fputs("skipped: no network namespace may be made here\n", stderr);
    return 0;
  }
  names_follow_their_table();
  without_resolvers_other_names_fail_at_once();
  other_names_are_asked_of_the_next_resolver_when_one_refuses();
  silence_ends_in_a_failure();
  streams_carry_several_queries_and_forward_by_stream();
  hostile_streams_are_dropped();
  a_flood_is_answered_or_refused();
  return tscompose::test::finish();
}
