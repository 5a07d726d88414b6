// Names to IPv4 addresses without the C library's NSS, which a static program cannot count on.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/name_table.h"

namespace tscompose::hello {

using dns::Address;

struct Server {
  Address address = 0;
  std::uint16_t port = 53;
};

// Name servers of /etc/resolv.conf.
std::vector<Server> configured_servers();

struct Lookup {
  bool answered = false;            // false: no server did
  int rcode = 0;
  bool truncated = false;
  std::vector<std::string> values;  // addresses, or names of a reverse look-up
};

// Asks one server after the other, each for at most two seconds. With `reverse`, `name` is an address.
Lookup look_up(std::string_view name, const std::vector<Server>& servers, bool reverse, bool over_tcp);

// An address as such, a name of /etc/hosts, or the first address that DNS has.
std::optional<Address> resolve_host(const std::string& host);

std::string address_text(Address address);

}  // namespace tscompose::hello
