#include "protocol/messages.h"

#include "protocol/fields.h"

namespace tscompose::protocol {

namespace {

bool read_fields(std::string_view payload, Mount& record);
bool read_fields(std::string_view payload, ReservedPort& record);
bool read_fields(std::string_view payload, Device& record);
bool read_fields(std::string_view payload, CgroupSetting& record);
bool read_fields(std::string_view payload, ResourceLimit& record);
void write_fields(FieldWriter& writer, const Mount& record);
void write_fields(FieldWriter& writer, const ReservedPort& record);
void write_fields(FieldWriter& writer, const Device& record);
void write_fields(FieldWriter& writer, const CgroupSetting& record);
void write_fields(FieldWriter& writer, const ResourceLimit& record);

bool read_value(const Field& field, Unsigned& value) { return read_integer(field, value); }
bool read_value(const Field& field, String& value) { return read_string(field, value); }

bool read_value(const Field& field, Signed& value) {
  std::uint64_t raw = 0;
  if (!read_integer(field, raw)) return false;
  value = static_cast<Signed>(raw);
  return true;
}

bool read_value(const Field& field, Boolean& value) {
  std::uint64_t raw = 0;
  if (!read_integer(field, raw) || raw > 1) return false;
  value = raw == 1;
  return true;
}

bool read_value(const Field& field, OptionalSigned& value) {
  Signed present = 0;
  if (!read_value(field, present)) return false;
  value = present;
  return true;
}

bool read_value(const Field& field, StringList& value) { return read_string(field, value.emplace_back()); }

template <typename Record>
bool read_value(const Field& field, std::vector<Record>& value) {
  return read_fields(field.value, value.emplace_back());
}

void write_value(FieldWriter& writer, std::uint16_t tag, Unsigned value) { writer.integer(tag, value); }
void write_value(FieldWriter& writer, std::uint16_t tag, Boolean value) { writer.integer(tag, value ? 1 : 0); }
void write_value(FieldWriter& writer, std::uint16_t tag, const String& value) { writer.bytes(tag, value); }

void write_value(FieldWriter& writer, std::uint16_t tag, Signed value) {
  writer.integer(tag, static_cast<std::uint64_t>(value));
}

void write_value(FieldWriter& writer, std::uint16_t tag, const OptionalSigned& value) {
  if (value) write_value(writer, tag, *value);
}

void write_value(FieldWriter& writer, std::uint16_t tag, const StringList& value) {
  for (const auto& item : value) writer.bytes(tag, item);
}

template <typename Record>
void write_value(FieldWriter& writer, std::uint16_t tag, const std::vector<Record>& value) {
  for (const auto& item : value) {
    FieldWriter nested;
    write_fields(nested, item);
    writer.bytes(tag, nested.payload());
  }
}

std::string whole_frame(MessageType type, const FieldWriter& writer) {
  auto header = frame_header(type, static_cast<std::uint32_t>(writer.payload().size()));
  std::string frame(reinterpret_cast<const char*>(header.data()), header.size());
  return frame.append(writer.payload());
}

#define TSC_FIELD(name, tag, kind)              \
  case tag:                                     \
    if (!read_value(field, record.name)) return false; \
    break;
#define TSC_READ_FIELDS(struct_name)                               \
  bool read_fields(std::string_view payload, struct_name& record) { \
    (void)record;                                                  \
    FieldIterator fields(payload);                                 \
    Field field;                                                   \
    while (fields.next(field)) {                                   \
      switch (field.tag) {
#define TSC_RECORD(name) TSC_READ_FIELDS(name)
#define TSC_MESSAGE(name, type) TSC_READ_FIELDS(name##Message)
#define TSC_END        \
  default:             \
    break;             \
    }                  \
    }                  \
    return fields.ok(); \
    }
#include "protocol/messages.def"

#define TSC_FIELD(name, tag, kind) write_value(writer, tag, record.name);
#define TSC_WRITE_FIELDS(struct_name)                                   \
  void write_fields(FieldWriter& writer, const struct_name& record) {    \
    (void)writer;                                                       \
    (void)record;
#define TSC_RECORD(name) TSC_WRITE_FIELDS(name)
#define TSC_MESSAGE(name, type) TSC_WRITE_FIELDS(name##Message)
#define TSC_END }
#include "protocol/messages.def"

}  // namespace

#define TSC_MESSAGE(name, type)                                                                       \
  bool decode(std::string_view payload, name##Message& message) { return read_fields(payload, message); } \
  std::string encode(const name##Message& message) {                                                  \
    FieldWriter writer;                                                                               \
    write_fields(writer, message);                                                                    \
    return whole_frame(MessageType::name, writer);                                                    \
  }
#include "protocol/messages.def"

}  // namespace tscompose::protocol
