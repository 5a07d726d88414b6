// How often an engine was started in vain, and when the next try is due. All monitors of a state root share it: it stands in the
// engine's lock file, which only who holds the lock writes, and which an engine empties once it has stayed for a while.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tscompose::monitor {

struct WakeAttempts {
  std::uint64_t count = 0;
  // Of the last one, in milliseconds since the machine's boot.
  std::uint64_t last_ms = 0;

  // What an engine that did well leaves, and whatever cannot be understood, is no attempt.
  static WakeAttempts parse(std::string_view text);
  std::string text() const;

  // Milliseconds until the next try is due: none before the first, then 1 s, 2 s, ... 60 s after the last.
  std::uint64_t pause(std::uint64_t now_ms) const;
};

}  // namespace tscompose::monitor
