#include "dns/query.h"

#include <algorithm>

namespace tscompose::dns {

namespace {

// Whatever stands behind the question is only looked through for EDNS (RFC 6891); a malformed rest makes a malformed query.
bool read_edns(std::string_view packet, std::size_t at, unsigned records, Query& query) {
  NameText owner;
  Record record;
  for (unsigned i = 0; i < records; ++i) {
    if (!read_record(packet, at, owner, record)) return false;
    if (record.type != kTypeOpt) continue;
    if (query.has_edns || !owner.view().empty()) return false;
    query.has_edns = true;
    query.udp_payload = std::max<std::size_t>(record.cls, kMinUdpPayload);
  }
  return true;
}

bool append_name(std::string& packet, std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.size() + 2 > kMaxName) return false;
  while (!name.empty()) {
    std::string_view label = name.substr(0, name.find('.'));
    if (label.empty() || label.size() > kMaxLabel) return false;
    packet.push_back(static_cast<char>(label.size()));
    packet.append(label);
    name.remove_prefix(std::min(label.size() + 1, name.size()));
  }
  packet.push_back('\0');
  return true;
}

}  // namespace

Parsed parse_query(std::string_view packet, Query& query) {
  query = Query{};
  if (packet.size() < kHeaderBytes) return Parsed::Drop;
  const char* header = packet.data();
  std::uint16_t flags = load16(header + 2);
  if ((flags & kFlagResponse) != 0) return Parsed::Drop;
  query.id = load16(header);
  query.recursion_desired = (flags & kFlagRecursionDesired) != 0;
  if ((flags & kMaskOpcode) != 0) return Parsed::NotImplemented;
  if (load16(header + 4) != 1) return Parsed::FormatError;
  std::size_t at = kHeaderBytes;
  if (!read_name(packet, at, query.name) || packet.size() - at < 4) return Parsed::FormatError;
  query.type = load16(header + at);
  query.cls = load16(header + at + 2);
  at += 4;
  query.question = packet.substr(kHeaderBytes, at - kHeaderBytes);
  unsigned records = load16(header + 6) + load16(header + 8) + load16(header + 10);
  return read_edns(packet, at, records, query) ? Parsed::Ok : Parsed::FormatError;
}

std::string build_query(std::uint16_t id, std::string_view name, std::uint16_t type) {
  std::string packet(kHeaderBytes, '\0');
  store16(packet.data(), id);
  store16(packet.data() + 2, kFlagRecursionDesired);
  store16(packet.data() + 4, 1);
  if (!append_name(packet, name)) return {};
  char tail[4];
  store16(tail, type);
  store16(tail + 2, kClassIn);
  return packet.append(tail, sizeof tail);
}

}  // namespace tscompose::dns
