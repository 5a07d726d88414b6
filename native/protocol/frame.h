// Frames of the monitor protocol: `u32le payload length · u8 type · 3 zero bytes · payload`.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace tscompose::protocol {

enum class MessageType : std::uint8_t {
#define TSC_MESSAGE(name, type) name = type,
#define TSC_STREAM(name, type) name = type,
#include "protocol/messages.def"
};

inline constexpr std::uint32_t kHeaderBytes = 8;
inline constexpr std::uint32_t kMaxPayload = 16u << 20;
inline constexpr std::uint32_t kMaxStreamPayload = 64u << 10;

// Largest payload a frame of this type may have; nothing for an unknown type is expressed by `known` = false.
struct TypeLimit {
  bool known;
  std::uint32_t max_payload;
};
TypeLimit type_limit(std::uint8_t type);

struct Frame {
  MessageType type{};
  std::string_view payload;  // valid until the reader is filled again
};

// Header of a frame, for writev(2) in front of stream bytes (at most kMaxStreamPayload of them).
std::array<std::uint8_t, kHeaderBytes> frame_header(MessageType type, std::uint32_t payload_bytes);

}  // namespace tscompose::protocol
