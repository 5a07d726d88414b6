// Archives for tests and fuzzing, written without the code that is tested.
#pragma once
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace tscompose::test {

inline void put(std::string& block, size_t offset, std::string_view text) { block.replace(offset, text.size(), text); }

// Makes a header's checksum right.
inline void seal(std::string& block) {
  put(block, 148, "        ");
  unsigned sum = 0;
  for (char byte : block) sum += static_cast<uint8_t>(byte);
  char text[8];
  snprintf(text, sizeof(text), "%06o", sum);
  put(block, 148, std::string_view(text, 7));
}

inline std::string header(std::string_view name, char type, size_t size) {
  std::string block(512, '\0');
  put(block, 0, name.substr(0, 100));
  put(block, 100, "0000644");
  char octal[12];
  snprintf(octal, sizeof(octal), "%011zo", size);
  put(block, 124, octal);
  block[156] = type;
  put(block, 257, std::string_view("ustar\00000", 8));
  seal(block);
  return block;
}

inline std::string padded(std::string text) {
  text.resize((text.size() + 511) / 512 * 512);
  return text;
}

inline std::string file(std::string_view name, const std::string& content, char type = '0') {
  return header(name, type, content.size()) + padded(content);
}

inline std::string linked(std::string_view name, char type, std::string_view target) {
  std::string block = header(name, type, 0);
  put(block, 157, target.substr(0, 100));
  seal(block);
  return block;
}

// A PAX record.
inline std::string record(const std::string& key, const std::string& value) {
  std::string rest = " " + key + "=" + value + "\n";
  size_t size = rest.size() + 1;
  while (std::to_string(size).size() + rest.size() != size) ++size;
  return std::to_string(size) + rest;
}

inline uint32_t crc32(std::string_view text) {
  uint32_t crc = ~0u;
  for (char byte : text) {
    crc ^= static_cast<uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

inline std::string little_endian(uint64_t value, size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

// A gzip member of stored blocks (RFC 1951, 3.2.4).
inline std::string gzip(std::string_view text) {
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  for (size_t at = 0; at == 0 || at < text.size(); at += 65535) {
    std::string_view part = text.substr(at, 65535);
    out += at + part.size() == text.size() ? '\1' : '\0';
    out += little_endian(part.size(), 2) + little_endian(~part.size(), 2);
    out += part;
  }
  return out + little_endian(crc32(text), 4) + little_endian(text.size(), 4);
}

// A zstd frame of raw blocks (RFC 8878, 3.1.1).
inline std::string zstd(std::string_view text) {
  std::string out = std::string("\x28\xb5\x2f\xfd\xa0", 5) + little_endian(text.size(), 4);
  for (size_t at = 0; at == 0 || at < text.size(); at += 65536) {
    std::string_view part = text.substr(at, 65536);
    bool last = at + part.size() == text.size();
    out += little_endian((part.size() << 3) | (last ? 1 : 0), 3);
    out += part;
  }
  return out;
}

}  // namespace tscompose::test
