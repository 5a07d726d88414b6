#include "monitor/json_line.h"

#include <cstdint>
#include <cstring>

namespace tscompose::monitor {

namespace {

using Block = std::uint8_t __attribute__((vector_size(16)));

// True when the 16 bytes stand for themselves.
bool is_plain(const Block& block) {
  auto special = (block < 0x20) | (block >= 0x80) | (block == '"') | (block == '\\') | (block == '<') | (block == '>') | (block == '&');
  std::uint64_t halves[2];
  std::memcpy(halves, &special, sizeof halves);
  return (halves[0] | halves[1]) == 0;
}

bool is_plain(unsigned char byte) {
  return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\' && byte != '<' && byte != '>' && byte != '&';
}

char* put(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* escape_ascii(char* out, unsigned char byte) {
  constexpr char kDigits[] = "0123456789abcdef";
  switch (byte) {
    case '"': return put(out, "\\\"");
    case '\\': return put(out, "\\\\");
    case '\n': return put(out, "\\n");
    case '\r': return put(out, "\\r");
    default: break;
  }
  out = put(out, "\\u00");
  *out++ = kDigits[byte >> 4];
  *out++ = kDigits[byte & 15];
  return out;
}

// Length of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text) {
  auto at = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  unsigned char first = at(0);
  std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  unsigned char lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  unsigned char highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (at(1) < lowest || at(1) > highest) return 0;
  for (std::size_t index = 2; index < length; ++index) {
    if (at(index) < 0x80 || at(index) > 0xbf) return 0;
  }
  return length;
}

}  // namespace

char* escape_json(char* out, std::string_view text) {
  while (!text.empty()) {
    if (text.size() >= sizeof(Block)) {
      Block block;
      std::memcpy(&block, text.data(), sizeof block);
      if (is_plain(block)) {
        std::memcpy(out, &block, sizeof block);
        out += sizeof block;
        text.remove_prefix(sizeof block);
        continue;
      }
    }
    auto byte = static_cast<unsigned char>(text.front());
    std::size_t length = 1;
    if (is_plain(byte)) {
      *out++ = static_cast<char>(byte);
    } else if (byte < 0x80) {
      out = escape_ascii(out, byte);
    } else if (length = sequence_length(text); length == 0) {
      out = put(out, "\\ufffd");
      length = 1;
    } else if (text.starts_with("\u2028") || text.starts_with("\u2029")) {
      // Line separators, which end a line in JavaScript source.
      out = put(out, text[2] == '\xa8' ? "\\u2028" : "\\u2029");
    } else {
      out = put(out, text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace tscompose::monitor
