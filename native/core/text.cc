#include "core/text.h"

#include <charconv>

namespace tscompose {

std::string_view take_until(std::string_view& rest, char separator) {
  std::size_t end = rest.find(separator);
  std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t limit) {
  std::uint64_t value = 0;
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size() || value > limit) return std::nullopt;
  return value;
}

}  // namespace tscompose
