#include "protocol/fields.h"

#include "protocol/little_endian.h"

namespace tscompose::protocol {

namespace {

constexpr std::size_t kFieldHeader = 6;

}  // namespace

bool FieldIterator::next(Field& field) {
  if (rest_.empty() || !ok_) return false;
  if (rest_.size() < kFieldHeader) return ok_ = false;
  std::uint32_t length = load_le32(rest_.data() + 2);
  if (length > rest_.size() - kFieldHeader) return ok_ = false;
  field.tag = load_le16(rest_.data());
  field.value = rest_.substr(kFieldHeader, length);
  rest_.remove_prefix(kFieldHeader + length);
  return true;
}

bool read_integer(const Field& field, std::uint64_t& value) {
  if (field.value.size() != sizeof value) return false;
  value = load_le64(field.value.data());
  return true;
}

bool read_string(const Field& field, std::string& value) {
  // A NUL would cut the string short at the first system call it meets, so that another thing is done than was checked.
  if (field.value.find('\0') != std::string_view::npos) return false;
  value.assign(field.value);
  return true;
}

void FieldWriter::integer(std::uint16_t tag, std::uint64_t value) {
  char raw[sizeof value];
  store_le64(raw, value);
  bytes(tag, {raw, sizeof raw});
}

void FieldWriter::bytes(std::uint16_t tag, std::string_view value) {
  char header[kFieldHeader];
  store_le16(header, tag);
  store_le32(header + 2, static_cast<std::uint32_t>(value.size()));
  payload_.append(header, sizeof header).append(value);
}

}  // namespace tscompose::protocol
