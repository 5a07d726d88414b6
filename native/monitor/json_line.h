// Docker's json-file log format: `{"log":"text\n","stream":"stdout","time":"2026-01-02T03:04:05.6Z"}`.
#pragma once
#include <cstddef>
#include <string_view>

namespace tscompose::monitor {

// Most bytes one byte can become: \u00XX, or \ufffd for one that isn't UTF-8.
inline constexpr std::size_t kMaxEscape = 6;

// Writes `text` as the inside of a JSON string to `out`, which has room for kMaxEscape times its size, as Go's encoder does:
// control characters, quotes, <, > and & escaped, invalid UTF-8 replaced byte by byte. Returns the end.
char* escape_json(char* out, std::string_view text);

}  // namespace tscompose::monitor
