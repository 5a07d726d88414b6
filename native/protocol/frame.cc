#include "protocol/frame.h"

#include "protocol/little_endian.h"

namespace tscompose::protocol {

TypeLimit type_limit(std::uint8_t type) {
  switch (type) {
#define TSC_MESSAGE(name, type) case type: return {true, kMaxPayload};
#define TSC_STREAM(name, type) case type: return {true, kMaxStreamPayload};
#include "protocol/messages.def"
    default:
      return {false, 0};
  }
}

std::array<std::uint8_t, kHeaderBytes> frame_header(MessageType type, std::uint32_t payload_bytes) {
  std::array<std::uint8_t, kHeaderBytes> header{};
  store_le32(header.data(), payload_bytes);
  header[4] = static_cast<std::uint8_t>(type);
  return header;
}

}  // namespace tscompose::protocol
