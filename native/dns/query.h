// A client's question.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "dns/packet.h"

namespace tscompose::dns {

struct Query {
  std::uint16_t id = 0;
  bool recursion_desired = false;
  NameText name;
  std::uint16_t type = 0;
  std::uint16_t cls = 0;
  std::string_view question;  // raw bytes: answers repeat the client's own upper and lower case (0x20)
  bool has_edns = false;
  std::size_t udp_payload = kMinUdpPayload;  // bytes the client takes in one datagram
};

enum class Parsed {
  Ok,
  Drop,            // not a query at all, or too short to be answered
  FormatError,     // id and recursion_desired are set; the answer has no question
  NotImplemented,  // likewise: another opcode
};

// `query.question` points into `packet`.
Parsed parse_query(std::string_view packet, Query& query);

// A query of type `type` in class IN that asks for recursion. Empty when `name` is no name.
std::string build_query(std::uint16_t id, std::string_view name, std::uint16_t type);

}  // namespace tscompose::dns
