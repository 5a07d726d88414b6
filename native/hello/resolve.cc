#include "hello/resolve.h"

#include <sys/random.h>

#include <cstdio>
#include <cstring>

#include "dns/query.h"
#include "hello/exchange.h"

namespace tscompose::hello {

namespace {

// Calls `use(words)` for each line's first two or more words, without comments.
template <typename Use>
void each_line(const char* path, Use use) {
  std::FILE* file = std::fopen(path, "re");
  if (file == nullptr) return;
  char line[1024];
  while (std::fgets(line, sizeof line, file) != nullptr) {
    line[std::strcspn(line, "#;\n")] = '\0';
    std::vector<std::string_view> words;
    char* state = nullptr;
    for (char* word = strtok_r(line, " \t", &state); word != nullptr; word = strtok_r(nullptr, " \t", &state)) {
      words.push_back(word);
    }
    if (words.size() >= 2) use(words);
  }
  std::fclose(file);
}

std::optional<Address> find_in_hosts(std::string_view host) {
  std::optional<Address> found;
  each_line("/etc/hosts", [&](const std::vector<std::string_view>& words) {
    for (std::size_t i = 1; i < words.size() && !found; ++i) {
      if (words[i] == host) found = dns::parse_address(words[0]);
    }
  });
  return found;
}

std::string reverse_name(Address address) {
  return address_text(__builtin_bswap32(address)) + ".in-addr.arpa";
}

std::string value_of(std::string_view packet, const dns::Record& record) {
  if (record.type == dns::kTypeA && record.data.size() == 4) {
    return address_text(static_cast<Address>(dns::load16(record.data.data())) << 16 | dns::load16(record.data.data() + 2));
  }
  dns::NameText name;
  std::size_t at = record.data_at;
  return dns::read_name(packet, at, name) ? std::string(name.view()) : std::string();
}

void read_answer(std::string_view packet, std::uint16_t type, Lookup& lookup) {
  std::uint16_t flags = dns::load16(packet.data() + 2);
  lookup.answered = true;
  lookup.rcode = flags & dns::kMaskRcode;
  lookup.truncated = (flags & dns::kFlagTruncated) != 0;
  dns::NameText name;
  std::size_t at = dns::kHeaderBytes;
  for (unsigned i = dns::load16(packet.data() + 4); i > 0; --i) {
    if (!dns::read_name(packet, at, name)) return;
    at += 4;
  }
  dns::Record record;
  for (unsigned i = dns::load16(packet.data() + 6); i > 0; --i) {
    if (at > packet.size() || !dns::read_record(packet, at, name, record)) return;
    if (record.type == type) lookup.values.push_back(value_of(packet, record));
  }
}

}  // namespace

std::string address_text(Address address) {
  char text[16];
  std::snprintf(text, sizeof text, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
  return text;
}

std::vector<Server> configured_servers() {
  std::vector<Server> servers;
  each_line("/etc/resolv.conf", [&](const std::vector<std::string_view>& words) {
    if (words[0] != "nameserver") return;
    if (auto address = dns::parse_address(words[1])) servers.push_back({*address, 53});
  });
  return servers;
}

Lookup look_up(std::string_view name, const std::vector<Server>& servers, bool reverse, bool over_tcp) {
  Lookup lookup;
  std::string asked(name);
  if (reverse) asked = reverse_name(dns::parse_address(name).value_or(0));
  std::uint16_t type = reverse ? dns::kTypePtr : dns::kTypeA;
  std::uint16_t id = 0;
  if (getrandom(&id, sizeof id, 0) != sizeof id) return lookup;
  std::string query = dns::build_query(id, asked, type);
  for (std::size_t i = 0; i < servers.size() && !query.empty() && !lookup.answered; ++i) {
    std::string answer = exchange(servers[i], query, over_tcp);
    if (answer.size() >= dns::kHeaderBytes && dns::load16(answer.data()) == id) read_answer(answer, type, lookup);
  }
  return lookup;
}

std::optional<Address> resolve_host(const std::string& host) {
  if (auto address = dns::parse_address(host)) return address;
  if (auto address = find_in_hosts(host)) return address;
  Lookup lookup = look_up(host, configured_servers(), false, false);
  return lookup.values.empty() ? std::nullopt : dns::parse_address(lookup.values.front());
}

}  // namespace tscompose::hello
