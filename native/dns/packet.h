// DNS message format (RFC 1035 section 4): constants, big-endian integers, and names read with all their traps.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tscompose::dns {

inline constexpr std::size_t kHeaderBytes = 12;
inline constexpr std::size_t kMaxName = 255;    // bytes on the wire, final zero included
inline constexpr std::size_t kMaxLabel = 63;
inline constexpr std::size_t kMinUdpPayload = 512;  // what every client takes without EDNS

inline constexpr std::uint16_t kTypeA = 1;
inline constexpr std::uint16_t kTypePtr = 12;
inline constexpr std::uint16_t kTypeAaaa = 28;
inline constexpr std::uint16_t kTypeOpt = 41;
inline constexpr std::uint16_t kTypeAny = 255;
inline constexpr std::uint16_t kClassIn = 1;
inline constexpr std::uint16_t kClassAny = 255;

inline constexpr std::uint16_t kFlagResponse = 0x8000;
inline constexpr std::uint16_t kMaskOpcode = 0x7800;
inline constexpr std::uint16_t kFlagTruncated = 0x0200;
inline constexpr std::uint16_t kFlagRecursionDesired = 0x0100;
inline constexpr std::uint16_t kFlagRecursionAvailable = 0x0080;
inline constexpr std::uint16_t kMaskRcode = 0x000f;

enum class Rcode : std::uint8_t { NoError = 0, FormatError = 1, ServerFailure = 2, NameError = 3, NotImplemented = 4 };

inline std::uint16_t load16(const char* from) {
  return static_cast<std::uint16_t>(static_cast<std::uint8_t>(from[0]) << 8 | static_cast<std::uint8_t>(from[1]));
}
inline void store16(char* to, std::uint16_t value) {
  to[0] = static_cast<char>(value >> 8);
  to[1] = static_cast<char>(value);
}
inline void store32(char* to, std::uint32_t value) {
  store16(to, static_cast<std::uint16_t>(value >> 16));
  store16(to + 2, static_cast<std::uint16_t>(value));
}

// A name as text: lower case, labels joined by dots, none at the end; the root is empty. A dot or a control byte inside a label
// becomes 0xff, which no name table holds, so that such a name never equals another.
class NameText {
 public:
  std::string_view view() const { return {text_, size_}; }
  void clear() { size_ = 0; }
  // False when the name gets too long.
  bool add_label(std::string_view label);

 private:
  char text_[kMaxName];
  std::size_t size_ = 0;
};

// Reads the name at `at` and moves `at` behind it. Compression pointers must lead backwards, each further than the one before,
// so that no loop is possible. False when the name is malformed.
bool read_name(std::string_view packet, std::size_t& at, NameText& name);

// A resource record's fixed part; `data` is its RDATA, which begins at `data_at` of the packet.
struct Record {
  std::uint16_t type = 0;
  std::uint16_t cls = 0;
  std::size_t data_at = 0;
  std::string_view data;
};

// Reads the record at `at`, its owner into `owner`, and moves `at` behind it.
bool read_record(std::string_view packet, std::size_t& at, NameText& owner, Record& record);

}  // namespace tscompose::dns
