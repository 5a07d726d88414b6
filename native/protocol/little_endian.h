// Little-endian integers in byte buffers of any alignment.
#pragma once
#include <cstdint>

namespace tscompose::protocol {

template <typename Integer>
Integer load_le(const void* from) {
  const auto* bytes = static_cast<const std::uint8_t*>(from);
  std::uint64_t value = 0;
  for (unsigned i = 0; i < sizeof(Integer); ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
  return static_cast<Integer>(value);
}

template <typename Integer>
void store_le(void* to, Integer value) {
  auto* bytes = static_cast<std::uint8_t*>(to);
  for (unsigned i = 0; i < sizeof(Integer); ++i) {
    bytes[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
}

inline std::uint16_t load_le16(const void* from) { return load_le<std::uint16_t>(from); }
inline std::uint32_t load_le32(const void* from) { return load_le<std::uint32_t>(from); }
inline std::uint64_t load_le64(const void* from) { return load_le<std::uint64_t>(from); }
inline void store_le16(void* to, std::uint16_t value) { store_le(to, value); }
inline void store_le32(void* to, std::uint32_t value) { store_le(to, value); }
inline void store_le64(void* to, std::uint64_t value) { store_le(to, value); }

}  // namespace tscompose::protocol
