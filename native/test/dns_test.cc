#include <string>
#include <vector>

#include "dns/packet.h"
#include "dns/resolver.h"
#include "test/check.h"

namespace {

using namespace tscompose::dns;
using tscompose::test::Noise;

constexpr const char* kTable =
    "db 10.0.0.3\n"
    "demo-db-1 10.0.0.3\n"
    "web 10.0.0.2 10.0.0.4 10.0.0.5\n"
    "broken 10.0.0\n"
    "@10.0.0.2 demo-web-1\n"
    "@10.0.0.3 demo-db-1\n";

Resolver make_resolver() {
  Resolver resolver;
  resolver.set_table_count(2);
  resolver.tables()[0] = NameTable::parse(kTable);
  resolver.tables()[1] = NameTable::parse("db 10.1.0.9\nother 10.1.0.8\n@10.1.0.8 demo-other-1\n");
  return resolver;
}

struct Reply {
  Verdict verdict;
  std::string bytes;
  std::uint16_t flags() const { return load16(bytes.data() + 2); }
  unsigned answers() const { return load16(bytes.data() + 6); }
  Rcode rcode() const { return static_cast<Rcode>(flags() & kMaskRcode); }
};

Reply ask(Resolver& resolver, const std::string& packet, bool over_stream = false) {
  // Exactly as large as promised, so that the sanitizer sees a byte too many.
  std::vector<char> out(over_stream ? 65535 : 1232);
  Query query;
  Resolution resolution = resolver.resolve(packet, over_stream, query, out.data(), out.size());
  CHECK(resolution.size <= out.size());
  return {resolution.verdict, std::string(out.data(), resolution.size)};
}

// Addresses of an answer, as the client reads them.
std::vector<Address> addresses_in(const Reply& reply) {
  std::vector<Address> found;
  NameText name;
  std::size_t at = kHeaderBytes;
  CHECK(read_name(reply.bytes, at, name));
  at += 4;
  for (unsigned i = 0; i < reply.answers(); ++i) {
    Record record;
    CHECK(read_record(reply.bytes, at, name, record));
    CHECK(record.type == kTypeA && record.data.size() == 4);
    found.push_back(static_cast<Address>(load16(record.data.data())) << 16 | load16(record.data.data() + 2));
  }
  return found;
}

void names_answer_with_rotated_addresses() {
  Resolver resolver = make_resolver();
  std::string query = build_query(7, "web", kTypeA);
  Reply reply = ask(resolver, query);
  CHECK(reply.verdict == Verdict::Answered);
  CHECK(load16(reply.bytes.data()) == 7);
  CHECK(reply.flags() == (kFlagResponse | kFlagRecursionDesired | kFlagRecursionAvailable));
  CHECK(addresses_in(reply) == (std::vector<Address>{0x0a000002, 0x0a000004, 0x0a000005}));
  ask(resolver, build_query(8, "web", kTypeAaaa));
  ask(resolver, build_query(9, "db", kTypeA));
  CHECK(addresses_in(ask(resolver, query)) == (std::vector<Address>{0x0a000004, 0x0a000005, 0x0a000002}));
}

void the_question_comes_back_as_it_was_spelt() {
  Resolver resolver = make_resolver();
  std::string query = build_query(1, "wEB", kTypeA);
  Reply reply = ask(resolver, query);
  CHECK(reply.answers() == 3);
  CHECK(reply.bytes.substr(kHeaderBytes, 9) == query.substr(kHeaderBytes, 9));
}

void tables_are_searched_in_order() {
  Resolver resolver = make_resolver();
  CHECK(addresses_in(ask(resolver, build_query(1, "db", kTypeA))) == std::vector<Address>{0x0a000003});
  CHECK(addresses_in(ask(resolver, build_query(1, "other", kTypeA))) == std::vector<Address>{0x0a010008});
}

void other_types_of_a_known_name_are_empty_and_unknown_names_go_outside() {
  Resolver resolver = make_resolver();
  for (std::uint16_t type : {kTypeAaaa, std::uint16_t{15}, std::uint16_t{65}}) {
    Reply reply = ask(resolver, build_query(1, "db", type));
    CHECK(reply.verdict == Verdict::Answered && reply.answers() == 0 && reply.rcode() == Rcode::NoError);
  }
  CHECK(ask(resolver, build_query(1, "nobody", kTypeA)).verdict == Verdict::Forward);
  CHECK(ask(resolver, build_query(1, "broken", kTypeA)).verdict == Verdict::Forward);
  CHECK(ask(resolver, build_query(1, "web.example.org", kTypeA)).verdict == Verdict::Forward);
  CHECK(ask(resolver, std::string("\0\1\1\0\0\1\0\0\0\0\0\0\5a.web\0\0\1\0\1", 23)).verdict == Verdict::Forward);
}

void addresses_have_names() {
  Resolver resolver = make_resolver();
  Reply reply = ask(resolver, build_query(1, "3.0.0.10.IN-ADDR.arpa", kTypePtr));
  CHECK(reply.verdict == Verdict::Answered && reply.answers() == 1);
  CHECK(reply.bytes.ends_with(std::string("\x09" "demo-db-1\0", 11)));
  CHECK(ask(resolver, build_query(1, "8.0.1.10.in-addr.arpa", kTypePtr)).answers() == 1);
  CHECK(ask(resolver, build_query(1, "1.2.3.4.in-addr.arpa", kTypePtr)).verdict == Verdict::Forward);
  CHECK(ask(resolver, build_query(1, "3.0.10.in-addr.arpa", kTypePtr)).verdict == Verdict::Forward);
}

void long_answers_are_cut_for_datagrams_only() {
  std::string text = "many";
  for (int i = 0; i < 200; ++i) text += " 10.2.0." + std::to_string(i);
  Resolver resolver;
  resolver.set_table_count(1);
  resolver.tables()[0] = NameTable::parse(text);
  std::string query = build_query(1, "many", kTypeA);
  Reply plain = ask(resolver, query);
  CHECK(plain.bytes.size() <= kMinUdpPayload && (plain.flags() & kFlagTruncated) != 0);
  Reply stream = ask(resolver, query, true);
  CHECK(stream.answers() == 200 && (stream.flags() & kFlagTruncated) == 0);
  query[11] = 1;
  query += std::string("\0\0\x29\x04\x00\0\0\0\0\0\0", 11);  // EDNS, 1024 bytes
  Reply edns = ask(resolver, query);
  CHECK(edns.bytes.size() <= 1024 && edns.answers() > plain.answers() && (edns.flags() & kFlagTruncated) != 0);
  CHECK(load16(edns.bytes.data() + 10) == 1);
}

void what_is_no_query_is_refused_or_dropped() {
  Resolver resolver = make_resolver();
  std::string query = build_query(1, "web", kTypeA);
  CHECK(ask(resolver, query.substr(0, 11)).verdict == Verdict::Drop);
  std::string response = query;
  response[2] = static_cast<char>(0x81);
  CHECK(ask(resolver, response).verdict == Verdict::Drop);
  CHECK(ask(resolver, query.substr(0, query.size() - 1)).rcode() == Rcode::FormatError);
  std::string notify = query;
  notify[2] = 0x20;
  CHECK(ask(resolver, notify).rcode() == Rcode::NotImplemented);
  std::string two = query;
  two[5] = 2;
  CHECK(ask(resolver, two).rcode() == Rcode::FormatError);
}

void compression_cannot_loop() {
  NameText name;
  auto reads = [&](std::string packet, std::size_t at) { return read_name(packet, at, name); };
  CHECK(!reads(std::string("\xc0\0", 2), 0));
  CHECK(!reads(std::string("\1a\xc0\4\1b\xc0\0", 8), 0));
  CHECK(!reads(std::string("\1a\xc0\0\xc0", 5), 4));
  CHECK(reads(std::string("\1a\0\1B\xc0\0", 7), 3) && name.view() == "b.a");
  std::string staircase(2, '\0');
  for (unsigned i = 0; i < 300; ++i) {
    staircase += std::string("\1x", 2);
    std::size_t target = staircase.size() < 6 ? 0 : staircase.size() - 6;
    staircase += {static_cast<char>(0xc0 | target >> 8), static_cast<char>(target)};
  }
  CHECK(!reads(staircase, staircase.size() - 4));
}

void names_that_are_too_long_or_empty_are_no_queries() {
  CHECK(build_query(1, std::string(64, 'a'), kTypeA).empty());
  CHECK(build_query(1, "a..b", kTypeA).empty());
  CHECK(build_query(1, std::string(300, 'a'), kTypeA).empty());
  CHECK(!build_query(1, "example.org.", kTypeA).empty());
}

void noise_does_no_harm() {
  Resolver resolver = make_resolver();
  std::string edns = build_query(1, "web", kTypeA) + std::string("\0\0\x29\x10\0\0\0\0\0\0\0", 11);
  edns[11] = 1;
  const std::string seeds[] = {build_query(1, "web", kTypeA), edns, build_query(1, "3.0.0.10.in-addr.arpa", kTypePtr)};
  Noise noise(3);
  for (int round = 0; round < 300'000; ++round) {
    std::string packet = round % 8 == 0 ? noise.bytes(noise.below(80)) : seeds[noise.below(3)];
    for (unsigned flips = noise.below(5); flips > 0 && !packet.empty(); --flips) {
      packet[noise.below(static_cast<unsigned>(packet.size()))] = static_cast<char>(noise.next());
    }
    // Copied without slack, so that reading behind the end is seen.
    std::vector<char> exact(packet.begin(), packet.end());
    exact.shrink_to_fit();
    std::vector<char> out(kMinAnswerBuffer);
    Query query;
    resolver.resolve({exact.data(), exact.size()}, false, query, out.data(), out.size());
    (void)NameTable::parse(packet);
  }
}

}  // namespace

int main() {
  names_answer_with_rotated_addresses();
  the_question_comes_back_as_it_was_spelt();
  tables_are_searched_in_order();
  other_types_of_a_known_name_are_empty_and_unknown_names_go_outside();
  addresses_have_names();
  long_answers_are_cut_for_datagrams_only();
  what_is_no_query_is_refused_or_dropped();
  compression_cannot_loop();
  names_that_are_too_long_or_empty_are_no_queries();
  noise_does_no_harm();
  return tscompose::test::finish();
}
