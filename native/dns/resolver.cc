#include "dns/resolver.h"

#include <algorithm>

namespace tscompose::dns {

namespace {

constexpr std::string_view kReverseSuffix = ".in-addr.arpa";

// 4.3.2.1.in-addr.arpa is 1.2.3.4.
std::optional<Address> reverse_address(std::string_view name) {
  if (!name.ends_with(kReverseSuffix)) return std::nullopt;
  name.remove_suffix(kReverseSuffix.size());
  auto swapped = parse_address(name);
  if (!swapped) return std::nullopt;
  return __builtin_bswap32(*swapped);
}

}  // namespace

Resolution Resolver::resolve(std::string_view packet, bool over_stream, Query& query, char* out, std::size_t capacity) {
  switch (parse_query(packet, query)) {
    case Parsed::Drop:
      return {Verdict::Drop, 0};
    case Parsed::FormatError:
      query.question = {};
      query.has_edns = false;
      return {Verdict::Answered, answer_empty(query, Rcode::FormatError, out)};
    case Parsed::NotImplemented:
      return {Verdict::Answered, answer_empty(query, Rcode::NotImplemented, out)};
    case Parsed::Ok:
      break;
  }
  if (query.cls != kClassIn && query.cls != kClassAny) return {Verdict::Forward, 0};
  return answer(query, out, over_stream ? capacity : std::min(capacity, query.udp_payload));
}

Resolution Resolver::answer(const Query& query, char* out, std::size_t limit) {
  for (NameTable& table : tables_) {
    auto match = table.find(query.name.view());
    if (match.addresses.empty()) continue;
    if (query.type != kTypeA && query.type != kTypeAny) {
      return {Verdict::Answered, answer_empty(query, Rcode::NoError, out)};
    }
    return {Verdict::Answered, answer_addresses(query, match.addresses, (*match.turn)++, out, limit)};
  }
  if (query.type == kTypePtr) return answer_reverse(query, out, limit);
  return {Verdict::Forward, 0};
}

Resolution Resolver::answer_reverse(const Query& query, char* out, std::size_t limit) {
  auto address = reverse_address(query.name.view());
  if (!address) return {Verdict::Forward, 0};
  for (const NameTable& table : tables_) {
    auto name = table.find_reverse(*address);
    if (!name.empty()) return {Verdict::Answered, answer_pointer(query, name, out, limit)};
  }
  return {Verdict::Forward, 0};
}

}  // namespace tscompose::dns
