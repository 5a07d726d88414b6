#include "monitor/wake_attempts.h"

#include <algorithm>

#include "core/text.h"

namespace tscompose::monitor {

namespace {

constexpr std::uint64_t kFirstPauseMs = 1000;
constexpr std::uint64_t kLongestPauseMs = 60000;
constexpr std::uint64_t kMostDoublings = 6;

}  // namespace

WakeAttempts WakeAttempts::parse(std::string_view text) {
  auto count = parse_decimal(take_until(text, ' '), UINT32_MAX);
  auto last = parse_decimal(take_until(text, '\n'), UINT64_MAX);
  if (!count || !last) return {};
  return {*count, *last};
}

std::string WakeAttempts::text() const { return std::to_string(count) + " " + std::to_string(last_ms) + "\n"; }

std::uint64_t WakeAttempts::pause(std::uint64_t now_ms) const {
  // A time that is still to come is of an earlier boot.
  if (count == 0 || last_ms > now_ms) return 0;
  std::uint64_t whole = std::min(kFirstPauseMs << std::min(count - 1, kMostDoublings), kLongestPauseMs);
  return whole - std::min(whole, now_ms - last_ms);
}

}  // namespace tscompose::monitor
