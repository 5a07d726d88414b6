// Fields of a payload: `u16le tag · u32le length · bytes`. The reader skips nothing and judges nothing but lengths; the decoders
// of messages.h skip unknown tags.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tscompose::protocol {

struct Field {
  std::uint16_t tag = 0;
  std::string_view value;
};

class FieldIterator {
 public:
  explicit FieldIterator(std::string_view payload) : rest_(payload) {}

  // False at the end or at a truncated field; ok() tells which.
  bool next(Field& field);
  bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

// Readers of one field's value; false when it is not well formed.
[[nodiscard]] bool read_integer(const Field& field, std::uint64_t& value);
[[nodiscard]] bool read_string(const Field& field, std::string& value);

class FieldWriter {
 public:
  void integer(std::uint16_t tag, std::uint64_t value);
  void bytes(std::uint16_t tag, std::string_view value);
  const std::string& payload() const { return payload_; }

 private:
  std::string payload_;
};

}  // namespace tscompose::protocol
