// Pieces of text: fields, lines, numbers. Views into the caller's bytes; nothing is allocated.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace tscompose {

// Takes what stands before the first `separator` off `rest`; the separator goes too. At the end `rest` becomes empty.
std::string_view take_until(std::string_view& rest, char separator);

// A decimal number with nothing around it; nothing when it is none or exceeds `limit`.
std::optional<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t limit);

}  // namespace tscompose
