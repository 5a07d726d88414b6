#include <cstdio>

#include "hello/resolve.h"
#include "hello/verbs.h"

namespace tscompose::hello {

int run_dns(Arguments& arguments) {
  const char* server = arguments.option("--server", nullptr);
  auto port = static_cast<std::uint16_t>(arguments.number_option("--port", 53));
  bool over_tcp = arguments.flag("--tcp");
  const char* name = arguments.operands(1, 1)[0];

  std::vector<Server> servers = configured_servers();
  if (server != nullptr) {
    auto address = dns::parse_address(server);
    if (!address) {
      std::fprintf(stderr, "hello: not an IPv4 address: %s\n", server);
      return kExitUsage;
    }
    servers = {{*address, port}};
  }
  Lookup lookup = look_up(name, servers, dns::parse_address(name).has_value(), over_tcp);
  for (const std::string& value : lookup.values) std::puts(value.c_str());
  if (lookup.truncated) std::fputs("hello: the answer was truncated\n", stderr);
  if (!lookup.values.empty()) return 0;
  if (!lookup.answered) std::fprintf(stderr, "hello: no answer for %s\n", name);
  else std::fprintf(stderr, "hello: nothing for %s (response code %d)\n", name, lookup.rcode);
  return kExitFailed;
}

}  // namespace tscompose::hello
