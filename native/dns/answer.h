// Answers that are made here. Everything is written into the caller's buffer, which holds at least kMinAnswerBuffer bytes and
// `limit` bytes; the size of the answer is returned.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "dns/name_table.h"
#include "dns/query.h"

namespace tscompose::dns {

// A header, the longest question, and EDNS: what an answer needs at least.
inline constexpr std::size_t kMinAnswerBuffer = 512;
// Seconds an answer may be kept; Docker's value.
inline constexpr std::uint32_t kTimeToLive = 600;

// The addresses, beginning with number `first` of them; what doesn't fit into `limit` bytes is left out and TC set.
std::size_t answer_addresses(const Query& query, std::span<const Address> addresses, std::size_t first, char* out,
                             std::size_t limit);

// The name that a reverse query asks for.
std::size_t answer_pointer(const Query& query, std::string_view name, char* out, std::size_t limit);

// No record. With NoError: the name exists, but has nothing of the type asked for.
std::size_t answer_empty(const Query& query, Rcode rcode, char* out);

}  // namespace tscompose::dns
